import { probabilityTree } from "./answer/probability-tree.ts";
import { showAnswer } from "./answer/show-answer.ts";
import { showWords } from "./answer/show-words.ts";
import { chosenTarget, setTargets, showTarget } from "./answer/target-slider.ts";
import { byId, element } from "./dom/elements.ts";
import { setUpFiles } from "./file/file-view.ts";
import { modelCard } from "./model/model-card.ts";
import { taxonomyView } from "./model/taxonomy-view.ts";
import { ask, askForModel, type ModelAndClasses, type Settings } from "./service/ask.ts";
import { classTree } from "./service/classes.ts";
import { setUpViews, showView } from "./views.ts";

/** Milliseconds from the last key press to the request. */
const pause = 120;

const form = byId("search", HTMLFormElement);
const title = byId("title", HTMLInputElement);
const model = byId("model", HTMLSelectElement);
const key = byId("key", HTMLInputElement);
const status = byId("status", HTMLElement);
const problem = byId("problem", HTMLElement);
const result = byId("result", HTMLElement);
const words = byId("words", HTMLElement);
const filter = byId("filter", HTMLInputElement);

let timer: ReturnType<typeof setTimeout> | undefined;
/** The model in use and the parts of the page made for it. */
let inUse: (ReturnType<typeof partsFor> & ModelAndClasses) | undefined;

/** Done when the model chosen last is in use. */
let loading = Promise.resolve();

function settings(): Settings {
  return { model: model.value, key: key.value, target: chosenTarget() };
}

function partsFor({ taxonomy }: ModelAndClasses) {
  const tree = classTree(taxonomy);
  return { tree: probabilityTree(tree), browser: taxonomyView(tree, tryText) };
}

/** Loads the chosen model and shows it; without one the page says why. */
function loadModel(): Promise<void> {
  loading = showModel();
  return loading;
}

async function showModel(): Promise<void> {
  const loaded = await askForModel(model.value);
  if ("detail" in loaded) return complain(loaded.detail);
  const { names, name, warning, examples } = loaded.model;
  inUse = { ...loaded, ...partsFor(loaded) };
  model.replaceChildren(...names.map((one) => element("option", "", one)));
  model.value = name;
  byId("model-choice", HTMLElement).hidden = names.length < 2;
  byId("warning", HTMLElement).textContent = warning?.split(". ")[0] ?? "";
  byId("warning-box", HTMLElement).hidden = warning === null;
  title.placeholder = examples[0] ?? "";
  byId("examples", HTMLElement).replaceChildren(
    element("legend", "quiet", "Try"),
    ...examples.map((example) => {
      const button = element("button", "", example);
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => tryText(example));
      return button;
    }),
  );
  setTargets(loaded.model);
  byId("tree", HTMLElement).replaceChildren(inUse.tree.element);
  inUse.tree.show(null);
  byId("classes", HTMLElement).replaceChildren(...inUse.browser.elements);
  byId("card", HTMLElement).replaceChildren(...modelCard(loaded.model));
}

async function classify(): Promise<void> {
  clearTimeout(timer);
  const text = title.value.trim();
  rememberInAddress(text);
  if (text === "") return clear();
  status.textContent = "Working it out\u2026";
  const outcome = await ask(text, settings());
  switch (outcome.kind) {
    case "superseded":
      return;
    case "answer": {
      const { answer } = outcome;
      // A new model has taken over, so its classes may be others.
      if (inUse?.taxonomy.model !== answer.model) await loadModel();
      if (title.value.trim() !== text) return;
      problem.hidden = true;
      result.replaceChildren(...showAnswer(answer));
      words.replaceChildren(...(answer.explanation ? showWords(answer.explanation) : []));
      result.hidden = words.hidden = false;
      inUse?.tree.show(answer);
      status.textContent =
        answer.answer === null ? "No class is probable enough." : `Answer: ${answer.answer.path.join(", ")}.`;
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
  clear();
  problem.textContent = detail;
  problem.hidden = false;
}

function clear(): void {
  status.textContent = "";
  result.hidden = words.hidden = problem.hidden = true;
  inUse?.tree.show(null);
}

/** Shows the answer to a text that the page offers. */
function tryText(text: string): void {
  title.value = text;
  showView("try");
  void classify();
}

/** Makes the page's address lead back to the answer. */
function rememberInAddress(text: string): void {
  const query = text === "" ? "" : `?${new URLSearchParams({ title: text })}`;
  history.replaceState(null, "", `/${query}${location.hash}`);
}

for (const one of [form, byId("caller", HTMLFormElement)]) {
  one.addEventListener("submit", (event) => {
    event.preventDefault();
    void classify();
  });
}
for (const field of [title, key]) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void classify(), pause);
  });
}
byId("target", HTMLInputElement).addEventListener("input", () => {
  showTarget();
  void classify();
});
model.addEventListener("change", () => void loadModel().then(classify));
filter.addEventListener("input", () => inUse?.browser.filter(filter.value));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    showView("try");
    title.focus();
    title.select();
  } else if (event.key === "Escape" && event.target === title) {
    title.value = "";
    void classify();
  }
});

setUpViews();
setUpFiles(
  settings,
  async () => {
    await loading;
    return inUse?.taxonomy.levels ?? [];
  },
  () => showView("file"),
);
title.value = new URLSearchParams(location.search).get("title") ?? "";
void loadModel().then(() => {
  if (title.value !== "") void classify();
});
