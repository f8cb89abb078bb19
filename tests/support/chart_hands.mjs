// Charts of several hands, driven line by line from a test: each line is a JSON list of acts, each answer tells
// the charts then and the updates that the hands made.

import { createInterface } from "node:readline";
import { ChartModel, base64Of } from "../../static/exercises/chart_model.js";

function answer({ start = null, hands = 1, entityTypes = null, acts }) {
  const updates = [];
  const models = Array.from({ length: hands }, (_, hand) => {
    const model = new ChartModel(start ? { update: start } : {}, { entityTypes });
    model.save = (update) => updates.push([hand, base64Of(update)]);
    return model;
  });
  const heard = models.map(() => 0);
  for (const [kind, hand, what] of acts) {
    const model = models[hand];
    if (kind === "act") model.act(...what);
    else if (kind === "undo") model.undo();
    else if (kind === "redo") model.redo();
    else if (kind === "receive") model.receive(...what);
    else if (kind === "hear") {
      model.receive(...updates.slice(heard[hand]).filter(([from]) => from !== hand).map(([, update]) => update));
      heard[hand] = updates.length;
    }
  }
  return { charts: models.map((model) => model.chart()), updates, states: models.map((model) => base64Of(model.state())) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
