"""What somebody meets who moves through a page by the Tab key, enlarges it or sets its letters apart."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 400
STOPS_OF_THE_BROWSER = 8
"""Boxes that scroll by themselves can be reached too, so that arrow keys move them."""


LOOK = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return {end: true, place: -1, problems: []};
  const place = window.kdStops.indexOf(element);
  const again = window.kdVisited.has(element);  // the parts of a date are stops of their own
  window.kdVisited.add(element);
  const problems = [];
  if (!again && place >= 0 && window.kdBefore.get(element) === window.kdSignature(element))
    problems.push('focus cannot be seen');
  const box = element.getBoundingClientRect();
  const label = element.labels && element.labels[0];
  if (box.width > 2 && box.height > 2) {
    const x = Math.min(6, box.width / 4), y = Math.min(6, box.height / 4);
    const points = [[box.left + box.width / 2, box.top + box.height / 2], [box.left + x, box.top + y],
      [box.right - x, box.top + y], [box.left + x, box.bottom - y], [box.right - x, box.bottom - y]];
    const open = points.some(([left, top]) => {
      const above = document.elementFromPoint(left, top);
      return above && (element.contains(above) || above.contains(element) || (label && label.contains(above)));
    });
    if (!open) problems.push('lies under something else or outside the window');
  }
  return {end: false, place, problems: problems.map(text => `${text}: ${window.kdSay(element)}`)};
}"""

PREPARE = """() => {
  const signature = (element) => {
    const read = (node, pseudo) => {
      if (!node) return '';
      const s = getComputedStyle(node, pseudo);
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor,
              s.borderColor, s.borderWidth, s.color, s.textDecorationLine, s.textDecorationThickness].join('|');
    };
    const label = element.labels && element.labels[0];
    return [element, element.parentElement, element.nextElementSibling, label]
      .flatMap(node => [read(node), read(node, '::before'), read(node, '::after')]).join(';');
  };
  const reachable = (element) => {
    if (element.disabled || element.tabIndex < 0 || element.closest('[inert]')) return false;
    if (element.matches('input[type=hidden]')) return false;
    if (!element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) return false;
    const folded = element.closest('details:not([open])');
    if (folded && !element.matches('details > summary')) return false;
    if (folded && element.closest('details:not([open]) details')) return false;
    return true;
  };
  const found = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true], iframe')];
  window.kdStops = found.filter(reachable).filter(element => !element.closest('[data-sidebar], .w-userbar'));
  window.kdSignature = signature;
  window.kdBefore = new Map(window.kdStops.map(element => [element, signature(element)]));
  window.kdSay = (element) => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
  window.kdVisited = new Set();
  document.body.tabIndex = -1;  // the Tab key starts at the top, wherever the page put the focus
  document.body.focus();
  document.body.removeAttribute('tabindex');
  window.scrollTo(0, 0);
  return {stops: window.kdStops.length,
          jumps: [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(window.kdSay)};
}"""

MISSED = """() => window.kdStops.filter(element => {
  if (window.kdVisited.has(element)) return false;
  if (element.matches('input[type=radio]') && element.name) {
    return ![...window.kdVisited].some(other => other.name === element.name && other.form === element.form);
  }
  return true;
}).map(window.kdSay)"""

WIDER_LETTERS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
USUAL_LETTERS = "() => { document.adoptedStyleSheets = [] }"

CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
  const s = getComputedStyle(element);
  if (!['hidden', 'clip'].includes(s.overflowY) && !['hidden', 'clip'].includes(s.overflowX)) return false;
  if (element.closest('.govuk-visually-hidden, svg, [aria-hidden=true]') || s.position === 'absolute') return false;
  if (!element.textContent.trim() || !element.checkVisibility()) return false;
  return element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2;
}).map(element => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 110))"""


def faults_by_keyboard(page: Page) -> list[str]:
    """Tabs through the page as it is open now, and says what is wrong with it."""
    prepared: dict[str, Any] = page.evaluate(PREPARE)
    faults = [f"jumps the queue: {element}" for element in prepared["jumps"]]
    last = -1
    for _stop in range(min(MOST_STOPS, prepared["stops"] + STOPS_OF_THE_BROWSER)):
        page.keyboard.press("Tab")
        seen = page.evaluate(LOOK)
        faults += seen["problems"]
        if last >= 0 and (seen["end"] or seen["place"] == 0):
            break  # through; without a tool bar the browser goes on at the top
        if 0 <= seen["place"] < last:
            faults.append(f"goes back from stop {last} to {seen['place']}")
        last = max(last, seen["place"])
    return faults + [f"the Tab key does not reach {element}" for element in page.evaluate(MISSED)]


def faults_of_wider_letters(page: Page) -> list[str]:
    """What is cut off when a reader sets letters, words and lines further apart (WCAG 1.4.12)."""
    page.evaluate(WIDER_LETTERS)
    cut: list[str] = page.evaluate(CUT_OFF)
    page.evaluate(USUAL_LETTERS)
    return [f"cut off with wider letters: {element}" for element in cut]
