import { ask, modelNames } from "./ask.ts";
import { byId, element } from "./elements.ts";
import { showAnswer } from "./show-answer.ts";

/** Milliseconds from the last key press to the request. */
const pause = 250;

const form = byId("search", HTMLFormElement);
const title = byId("title", HTMLInputElement);
const model = byId("model", HTMLSelectElement);
const key = byId("key", HTMLInputElement);
const status = byId("status", HTMLElement);
const problem = byId("problem", HTMLElement);
const result = byId("result", HTMLElement);

let timer: ReturnType<typeof setTimeout> | undefined;

async function classify(): Promise<void> {
  clearTimeout(timer);
  const text = title.value.trim();
  rememberInAddress(text);
  if (text === "") return clear();
  status.textContent = "Working it out\u2026";
  const outcome = await ask({ title: text, model: model.value, key: key.value });
  switch (outcome.kind) {
    case "superseded":
      return;
    case "answer": {
      const { answer } = outcome.answer;
      problem.hidden = true;
      result.replaceChildren(...showAnswer(outcome.answer));
      result.hidden = false;
      status.textContent =
        answer === null ? "No class is probable enough." : `Answer: ${answer.path.join(", ")}.`;
      return;
    }
    case "key-missing":
      byId("key-choice", HTMLElement).hidden = false;
      return complain(outcome.detail);
    case "problem":
      return complain(outcome.detail);
  }
}

function complain(detail: string): void {
  status.textContent = "";
  result.hidden = true;
  problem.textContent = detail;
  problem.hidden = false;
}

function clear(): void {
  status.textContent = "";
  result.hidden = true;
  problem.hidden = true;
}

/** Makes the page's address lead back to the answer. */
function rememberInAddress(text: string): void {
  history.replaceState(null, "", text === "" ? "/" : `/?${new URLSearchParams({ title: text })}`);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void classify();
});
for (const field of [title, key]) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void classify(), pause);
  });
}
model.addEventListener("change", () => void classify());
for (const example of form.querySelectorAll<HTMLButtonElement>(".examples button")) {
  example.addEventListener("click", () => {
    title.value = example.textContent ?? "";
    void classify();
  });
}
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    title.focus();
    title.select();
  } else if (event.key === "Escape" && event.target === title) {
    title.value = "";
    void classify();
  }
});

title.value = new URLSearchParams(location.search).get("title") ?? "";
if (title.value !== "") void classify();
void modelNames().then((names) => {
  model.replaceChildren(...names.map((name) => element("option", "", name)));
  byId("model-choice", HTMLElement).hidden = names.length < 2;
});
