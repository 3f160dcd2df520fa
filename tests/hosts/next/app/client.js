"use client";

import { open } from "hashrange";
import * as sdk from "hashrange/client-dynamodb";
import { useEffect } from "react";
import { show, smokePage } from "../smoke.js";

export default function Client({ server }) {
  useEffect(() => {
    const page = async () => ({ ...(await smokePage(open, sdk)), server });
    show(page());
  }, [server]);
  return <p>{server.found.length} items on the server</p>;
}
