/** What the program says of itself. */

const WHERE = `Where the tables are:
  --storage DIR    folder that 'hashrange serve' keeps them in (default .hashrange in the current folder); a folder that
                   a running server holds is reached through its --endpoint
  --name NAME      the database in that folder (default tables, as serve has it)
  --passphrase-file FILE
                   the passphrase that the data is encrypted with, in the first line of FILE
  --endpoint URL   a running server instead, or DynamoDB itself; requests are signed with AWS_ACCESS_KEY_ID,
                   AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN if they are set
  --region REGION  region of signatures and ARNs (default AWS_REGION, AWS_DEFAULT_REGION, else local)
`;

export const HELP = {
  all: `hashrange: a DynamoDB on this machine

Usage: hashrange COMMAND [options]

Commands:
  serve            serve tables to any AWS SDK, and the console to browsers
  tables           list, describe, create and delete tables
  import           put the items of files into a table
  export           write the items of a table to a file
  backup           list, create, restore and delete backups
  restore          make a table of another one as it was at a time
  help COMMAND     the options of a command; COMMAND --help does the same

  --version        the version
`,

  serve: `Usage: hashrange serve [options]

Options:
  --port PORT      port to listen on (default 8000; 0 takes any free one)
  --host HOST      address to listen on (default 127.0.0.1, this machine only; 0.0.0.0 is every one that it has)
  --storage DIR    folder of the data (default .hashrange in the current folder)
  --name NAME      the database in that folder (default tables); what a program has with open("shop") is --name shop
  --memory         keep everything in memory and forget it at the end
  --shared         one set of tables for all access keys and regions; this is always so
  --region REGION  region in ARNs and answers (default local), and the one that required signatures have to name
  --account NUMBER the account in ARNs, 12 digits (default 000000000000), so that policies of an account work as they are
  --credentials KEY:SECRET[:TOKEN]
                   serve only requests signed with this access key; may be given several times. Other users of
                   this machine may see options: a secret is better kept in HASHRANGE_CREDENTIALS
  --require-signature
                   the same with the keys in HASHRANGE_CREDENTIALS (KEY:SECRET, separated by commas) or, without
                   that, the one in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN
  --access FILE    serve requests by the policies of whoever sends them: users with access keys and bearers of tokens, as FILE
                   says. Keys of --credentials are the owner's. Unsigned requests may what a resource policy allows anybody
  --jwks FILE|URL  the keys of tokens, in place of those in the access file
  --cors ORIGINS   other sites whose pages may ask, separated by commas: https://app.example, or * for all; pages of this
                   machine (http://localhost:3000) and the console always may
  --allow-host NAMES
                   further names of this server, separated by commas, or * for any. On this machine only, it answers to
                   localhost and the like; with another --host, programs may use any name, and browsers addresses and
                   names of private networks
  --trigger TABLE=MODULE
                   call the function 'handler' that MODULE exports with batches of the table's changes, as Lambda does;
                   may be given several times. What MODULE exports as 'options' are the trigger's options, such as
                   { batchSize: 10 }. The table needs a stream; a table or stream that is made later is waited for
  --peer REGION=URL
                   join the global tables of another server, which is that region; may be given several times. This
                   server needs a --region of its own. One of the two servers has to know the other one
  --peer-secret S  what all servers of a global table know, at least 16 bytes; better kept in HASHRANGE_PEER_SECRET.
                   Without it only programs of this machine may join
  --peer-backups BYTES
                   how many bytes of backups each other region may copy to this server: 1 GiB by default, 0 for none
  --tls            serve https, HTTP/2 included, with the certificate and the key in --cert FILE and --key FILE, or with one
                   for this machine (and --host, --allow-host) that is made at the first start and kept in tls/ beside
                   the data; clients have to be told to trust it, as with AWS_CA_BUNDLE
  --passphrase-file FILE
                   encrypt the data with the passphrase in the first line of FILE
  --bucket NAME=DIR|URL
                   what a bucket stands for that exports and imports name: a folder, or http(s)://HOST/BUCKET/PREFIX of an
                   S3-compatible endpoint, signed with AWS_ACCESS_KEY_ID and the like; may be given several times.
                   Others are folders in buckets/ beside the data, or in memory
  --enforce-capacity
                   throttle requests beyond the capacity of their tables, as the service does
  --metrics        count requests for CloudWatch's operations, alarms, scaling, and GET /metrics in OpenMetrics text
  --access-log DIR write a record of each request there, in CloudTrail's form with masked values
  --access-log-interval MS
                   write a file so often at least (default 300000, five minutes), and one at the end
  --help           this text

Example: hashrange serve --storage ./data --bucket exports=./exports --trigger Orders=./count.js

DynamoDB Local's options work, too: -port, -dbPath, -inMemory, -sharedDb, -cors, -delayTransientStatuses,
-optimizeDbBeforeStartup, -disableTelemetry, -help.

Clients need the endpoint http://HOST:PORT, any region and, unless signatures are required, any credentials.
A browser on the same address shows the console.
`,

  tables: `Usage: hashrange tables [options]                 all tables
       hashrange tables describe NAME [options]   all about one, as JSON
       hashrange tables create --file FILE        a new one; FILE has the parameters of CreateTable as JSON, - reads
                                                  them from the standard input
       hashrange tables delete NAME               removes one with all its items

Options:
  --json           the list as JSON

${WHERE}`,

  backup: `Usage: hashrange backup list [TABLE]             all backups, or those of a table
       hashrange backup create TABLE [--as NAME]   keeps the table as it is now, and prints the ARN
       hashrange backup restore BACKUP TARGET      makes the table TARGET of a backup
       hashrange backup delete BACKUP              removes a backup

BACKUP is an ARN, the end of one, or a name that only one backup has.

Example: hashrange backup create Movies --as before-migration

Options:
  --as NAME        the backup's name (default: the table's and the time)
  --json           the list as JSON

${WHERE}`,

  restore: `Usage: hashrange restore TABLE TARGET --to TIME

Makes the table TARGET of another one as it was at a time. That needs point-in-time recovery, which UpdateContinuousBackups
switches on.

Example: hashrange restore Movies MoviesBefore --to 10m

Options:
  --to TIME        2026-11-30T12:00:00Z, epoch seconds, 10m for ten minutes ago (s, m, h, d), or latest

${WHERE}`,

  import: `Usage: hashrange import TABLE FILE... [options]

FILE is JSON (an array, or an object a line), DynamoDB JSON ({"Item": {..}} a line, as the service exports to S3), Ion text
(*.ion) or CSV (*.csv); compressed by gzip or Zstandard, or not. - reads the standard input. A folder stands for its files: of
an export of the service those that its manifest names.

Example: hashrange import Movies ./AWSDynamoDB/01693685827463-2d8752fd --key id:S

Options:
  --key KEY        make the table if there is none: --key id:S or --key id:S,at:N
  --format FORMAT  json, dynamodb-json, ion or csv, where names and contents do not tell
  --types TYPES    CSV: types of columns, name:TYPE,name:TYPE; keys have those of the table, others are text (S)
  --header NAMES   CSV: names of the columns, separated by commas, if the file does not begin with them
  --delimiter C    CSV: what separates fields (default ,)
  --skip N         leave out the first N items, which an earlier run has imported
  --skip-invalid   leave out items that cannot be read or stored, and name them; the exit code is then 1
  --concurrency N  batches under way at once (default 8)
  --quiet          no progress

${WHERE}`,

  export: `Usage: hashrange export TABLE [FILE] [options]

Without FILE, or with -, items go to the standard output. A FILE that ends in .gz is compressed; it has its name only
once it is whole. With --layout s3, FILE is a folder (default the current one).

Examples: hashrange export Movies movies.ion.gz
          hashrange export Movies ./backup --layout s3 --format ion

Options:
  --format FORMAT  json (an object a line), dynamodb-json (as the service exports to S3), ion or csv (default: csv for
                   *.csv, ion for *.ion, else json)
  --layout LAYOUT  file, or s3 for a folder as the service's exports have it: AWSDynamoDB/ID/ with data and manifests
  --columns NAMES  CSV: which attributes, separated by commas (default: all there are; the table is read twice)
  --delimiter C    CSV: what separates fields (default ,)
  --concurrency N  segments read at once (default 1, which keeps a partition's items together and in order)
  --force          replace FILE
  --quiet          no progress

${WHERE}`,
} as const;

export type Topic = keyof typeof HELP;

export function isTopic(name: string): name is Topic {
  return Object.hasOwn(HELP, name);
}
