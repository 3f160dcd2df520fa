/** The types of the service's requests and answers, for items, tables and what is set beside them. */

import type { BackupOperations } from "./backup_model.js";
import type { Form, Typed } from "./form.js";
import type { GlobalOperations } from "./global_model.js";
import type { ItemOperations } from "./item_model.js";
import type { SettingOperations } from "./setting_model.js";
import type { TableOperations } from "./table_model.js";
import type { TransferOperations } from "./transfer_model.js";

export type * from "./backup_model.js";
export type * from "./global_model.js";
export type * from "./item_model.js";
export type * from "./setting_model.js";
export type * from "./table_model.js";
export type * from "./transfer_model.js";

/** Input and output of each operation, in one form of attribute values. */
export interface Operations<F extends Form = Typed>
  extends ItemOperations<F>,
    TableOperations,
    SettingOperations,
    BackupOperations,
    TransferOperations<F>,
    GlobalOperations {}
