// Draws a plan out of its blocks: elements and texts, never markup.

/** Fill an element with a plan. */
export function draw(into, plan) {
  into.lang = plan.language;
  const title = element("h1", plan.title);
  title.tabIndex = -1;
  into.replaceChildren(
    nest("header", title, element("p", plan.lead), element("p", plan.made, "soft")),
    ...plan.sections.map(drawSection),
    nest("footer", element("p", plan.foot, "soft")),
  );
}

function drawSection(section) {
  const lines = element("ul", "", "planlines");
  lines.append(...(section.lines ?? []).map(drawLine));
  return nest("section", element("h2", section.title), section.lead && element("p", section.lead), lines);
}

function drawLine(line) {
  const entry = element("li", "", line.state ? `is-${line.state.replace(" ", "")}` : "");
  if (line.heading) {
    const heading = element("h3", line.heading);
    if (line.said) {
      const colour = { late: " red", now: " accent" }[line.state] ?? "";
      heading.append(" ", element("span", line.said, `pill${colour}`));
    }
    entry.append(heading);
  }
  if (line.whose) entry.append(element("p", line.whose, "soft"));
  if (line.when) entry.append(nest("p", element("strong", line.when)));
  if (line.text) entry.append(element("p", line.text));
  for (const note of line.notes ?? []) entry.append(element("p", note));
  if (line.source) entry.append(element("p", line.source, "soft source"));
  return entry;
}

function element(name, text, classes = "") {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

function nest(name, ...children) {
  const made = document.createElement(name);
  made.append(...children.filter(Boolean));
  return made;
}
