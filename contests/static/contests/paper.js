/* The pages before and on the paper load this script and all that it imports. The page with the
   start button sends the start only after they ran there, so no paper opens to scripts that a
   browser cannot run. docs/trinh-duyet.md says which browsers can. */

import { Desk } from "./desk.js";
import { offerStart } from "./start.js";
import { waitForBell } from "./waiting.js";

const settings = document.getElementById("cai-dat");
const start = document.getElementById("bat-dau");
const bell = document.getElementById("cho-mo");

if (settings) new Desk(JSON.parse(settings.textContent)).open();
if (start) offerStart(start);
if (bell) waitForBell(bell, start);
