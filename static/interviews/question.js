// The clock, the count of characters and the saving of what is written. Without it the page's plain form does the same.
const form = document.querySelector("[data-answer]");
const text = form.elements.answer_text;
const count = form.querySelector("[data-limit]");
const saved = form.querySelector("[data-saved]");
const clock = document.querySelector("[data-elapsed]");
const EVERY_MS = 4000;
const STUCK_MS = 10000;
const NEAR_THE_LIMIT = 0.9;

function written() {
  return JSON.stringify([text.value, form.elements.code_submission?.value ?? ""]);
}

// What was refused is not on the server yet.
let kept = document.querySelector(".problems") ? "" : written();
let saving = null;
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
  saving = new AbortController();
  try {
    const response = await fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      redirect: "error",
      // What is larger a browser does not send on after its page is gone.
      keepalive: now.length < 20000,
      signal: saving.signal,
    });
    if (response.ok) {
      const { saved_at: moment } = await response.json();
      kept = now;
      say(`Saved ${hour(new Date(moment))}`, false);
    } else {
      say(`Not saved. ${await refusalOf(response)} Your text stays in this page.`, true);
    }
  } catch {
    if (!sent) say("Not saved: the server cannot be reached, or you are logged out. Your text stays in this page.", true);
  } finally {
    saving = null;
  }
}

if (form.dataset.draft) {
  setInterval(save, EVERY_MS);
  // A button of the form sends the text itself.
  form.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof HTMLButtonElement)) save(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  const time = saved.querySelector("time");
  if (time) say(`Saved ${hour(new Date(time.dateTime))}`, false);
}

// --- Leaving --------------------------------------------------------------------------------------------------
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  // Should it not have gone out, the buttons work again.
  setTimeout(() => { sent = false; }, STUCK_MS);
  saving?.abort();
});
window.addEventListener("pageshow", () => { sent = false; });
window.addEventListener("beforeunload", (event) => {
  if (!sent && written() !== kept) event.preventDefault();
});

text.addEventListener("input", showCount);
showCount();
