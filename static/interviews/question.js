// The clock, the count of characters and the saving of what is written. Without it the page's plain form does the same.
const form = document.querySelector("[data-answer]");
const text = form.elements.answer_text;
const count = form.querySelector("[data-limit]");
const saved = form.querySelector("[data-saved]");
const clock = document.querySelector("[data-elapsed]");
const EVERY_MS = 4000;
const NEAR_THE_LIMIT = 0.9;

function written() {
  return JSON.stringify([text.value, form.elements.code_submission?.value ?? ""]);
}

// What was refused is not on the server yet.
let kept = document.querySelector(".problems") ? "" : written();
let saving = false;
let sent = false;

// --- The clock: seconds since the server showed the question, counted on from there ---------------------------
function told(seconds) {
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  return parts.filter(([number, unit]) => number || (unit === "s" && seconds < 60)).map((part) => part.join(" ")).join(" ");
}

if (clock) {
  const before = Number(clock.dataset.elapsed);
  setInterval(() => { clock.textContent = told(before + Math.floor(performance.now() / 1000)); }, 1000);
}

// --- Characters -----------------------------------------------------------------------------------------------
function showCount() {
  const limit = Number(count.dataset.limit);
  const number = [...text.value].length;
  count.textContent = `${number.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
  count.classList.toggle("over", number > limit);
  if (number > limit) count.textContent += `: ${(number - limit).toLocaleString("en")} too many`;
  count.ariaLive = number > limit * NEAR_THE_LIMIT ? "polite" : "off";
}

// --- Saving ---------------------------------------------------------------------------------------------------
function hour(moment) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function say(message, failed) {
  saved.textContent = message;
  saved.classList.toggle("failed", failed);
}

async function refusalOf(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? (await response.json()).detail : "The server does not take it just now.";
}

async function save() {
  const now = written();
  if (!form.dataset.draft || saving || sent || now === kept) return;
  saving = true;
  try {
    const body = new FormData(form);
    const response = await fetch(form.dataset.draft, { method: "POST", body, redirect: "error", keepalive: now.length < 20000 });
    if (sent) return;
    if (response.ok) {
      kept = now;
      say(`Saved ${hour(new Date((await response.json()).saved_at))}`, false);
    } else {
      say(`Not saved. ${await refusalOf(response)} Your text stays in this page.`, true);
    }
  } catch {
    say("Not saved: the server cannot be reached, or you are logged out. Your text stays in this page.", true);
  } finally {
    saving = false;
  }
}

if (form.dataset.draft) {
  setInterval(save, EVERY_MS);
  form.addEventListener("focusout", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  const time = saved.querySelector("time");
  if (time) say(`Saved ${hour(new Date(time.dateTime))}`, false);
}

// --- Leaving --------------------------------------------------------------------------------------------------
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });
window.addEventListener("beforeunload", (event) => {
  if (!sent && written() !== kept) event.preventDefault();
});

text.addEventListener("input", showCount);
showCount();
