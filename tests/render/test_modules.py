"""Modules as one script: each after those it needs, in a scope of its own."""

import pytest

from gridplan.render.modules import join_modules, module_order

TWO = {
    "app/main.js": """/** Begins. */
import { double as twice, LIMIT } from "../map/sums.js";
import {
  greet,
} from "./words.js";
const name = "main";
window.found = [twice(4), LIMIT, greet(), name, later()];
function later() { return "later"; }
""",
    "app/words.js": """import { name } from "./names.js";
export { name };
export async function late() {}
export class Word {}
export function greet() { return "hello " + name; }
""",
    "app/names.js": "export const name = 'you';\n",
    "map/sums.js": "export const LIMIT = 7;\nexport function double(n) { return 2 * n; }\n",
}


def test_a_module_comes_after_those_it_imports_from():
    order = module_order("app/main.js", TWO.__getitem__)
    assert order == ("map/sums.js", "app/names.js", "app/words.js", "app/main.js")


def test_modules_in_a_circle_are_named():
    circle = {
        "a.js": 'import { b } from "./b.js";\nexport function a() {}\n',
        "b.js": 'import { a } from "./a.js";\nexport function b() {}\n',
    }
    with pytest.raises(ValueError, match="a.js -> b.js -> a.js"):
        join_modules("a.js", circle.__getitem__)


@pytest.mark.parametrize(
    "form",
    [
        'import { a } from "./b.js"',
        'import all from "./b.js";',
        'import * as all from "./b.js";',
        "export default 3;",
        'export * from "./b.js";',
        "export const { a, b } = found;",
    ],
)
def test_a_form_that_is_not_known_is_a_fault(form):
    with pytest.raises(ValueError, match=r"main.js: a form that is not known: (import|export)"):
        join_modules("main.js", {"main.js": f"const c = 1;\n{form}\n"}.__getitem__)


@pytest.mark.browser
def test_a_browser_runs_the_joined_script(browser):
    page = browser.new_page()
    page.add_script_tag(content=join_modules("app/main.js", TWO.__getitem__))
    assert page.evaluate("window.found") == [8, 7, "hello you", "main", "later"]
    page.close()
