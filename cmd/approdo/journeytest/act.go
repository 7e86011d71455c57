package journeytest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// scope is the landmark or group the next actions stay in; the zero value is the
// whole page.
type scope struct{ role, name string }

// In gives the same page, with actions kept inside the element of the role and name
// ("" for any): In("main", ""), In("group", "martedì 3 marzo").
func (p *Page) In(role, name string) *Page {
	inside := *p
	inside.scope = scope{role, name}
	return &inside
}

// Roles as the accessibility tree names them.
var (
	pressable = []string{"button", "link", "menuitem", "tab", "DisclosureTriangle", "switch"}
	writable  = []string{"textbox", "searchbox", "spinbutton", "Date", "InputTime", "combobox"}
	choosable = []string{"radio", "checkbox"}
)

// Click presses the button or follows the link with the accessible name and waits
// for what comes of it.
func (p *Page) Click(name string) {
	p.t.Helper()
	p.press(p.find(pressable, name))
}

// Choose ticks the radio button or checkbox with the accessible name.
func (p *Page) Choose(name string) {
	p.t.Helper()
	p.press(p.find(choosable, name))
}

// ChooseFirst ticks the first radio button that can be chosen and gives its name.
func (p *Page) ChooseFirst() string {
	p.t.Helper()
	n := p.find([]string{"radio"}, "")
	p.press(n)
	return n.name
}

// Fill writes into the field with the label, in place of what is there.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	n := p.find(writable, label)
	if n.role == "Date" || n.role == "InputTime" {
		p.setValue(n, value)
		return
	}
	if _, err := p.on(n, `function () { this.focus(); if (this.select) this.select() }`); err != nil {
		p.t.Fatalf("%q: %v", label, err)
	}
	p.watch.touch()
	p.must(step(input.InsertText, input.InsertTextParams{Text: value}))
	if value == "" {
		p.must(chromedp.KeyEvent("\b"))
	}
	p.settle()
}

// Select picks the option with the visible text from the list with the label.
func (p *Page) Select(label, option string) {
	p.t.Helper()
	n := p.find([]string{"combobox", "listbox"}, label)
	p.watch.touch()
	answer, err := p.on(n, `function (text) {
		const squeeze = (s) => s.trim().split(/\s+/).join(' ')
		const found = Array.from(this.options).find((o) => squeeze(o.text) === text)
		if (!found) return 'only: ' + Array.from(this.options, (o) => o.text).join(' | ')
		found.selected = true
		this.dispatchEvent(new Event('input', { bubbles: true }))
		this.dispatchEvent(new Event('change', { bubbles: true }))
		return ''
	}`, option)
	if err != nil || answer != "" {
		p.t.Fatalf("%q has no option %q; %s %v", label, option, answer, err)
	}
	p.settle()
}

// Attach chooses files in the file field with the label.
func (p *Page) Attach(label string, files ...string) {
	p.t.Helper()
	var found []element
	ok := p.eventually(func() bool {
		all, err := p.tree(p.scope, "", "")
		if err != nil {
			return false
		}
		for _, n := range all {
			if !strings.HasPrefix(n.name, label) {
				continue
			}
			if kind, err := p.on(n, `function () { return String(this.type) }`); err == nil && kind == "file" {
				found = append(found, n)
				return true
			}
		}
		return false
	})
	if !ok {
		p.t.Fatalf("no file field %q", label)
	}
	p.watch.touch()
	p.must(step(dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, BackendNodeID: found[0].id}))
	p.settle()
}

// Press types keys where the focus is: "\t", "\r", " ".
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.watch.touch()
	p.must(chromedp.KeyEvent(keys))
	p.settle()
}

// Type writes where the focus is.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.must(step(input.InsertText, input.InsertTextParams{Text: text}))
}

// TabTo presses the tab key until the element with the name has the focus.
func (p *Page) TabTo(name string) {
	p.t.Helper()
	var passed []string
	for range 120 {
		p.must(chromedp.KeyEvent("\t"))
		focused := p.Focused()
		if focused == name || strings.HasPrefix(focused, name+" ") {
			return
		}
		passed = append(passed, focused)
	}
	p.t.Fatalf("the tab key never comes to %q; it passed %q", name, passed)
}

// Focused is the accessible name of what has the focus, "" for nothing.
func (p *Page) Focused() string {
	p.t.Helper()
	tree, err := p.tree(scope{}, "", "")
	if err != nil {
		p.t.Fatal(err)
	}
	for _, n := range slices.Backward(tree) {
		if n.focused && n.role != "RootWebArea" {
			return n.name
		}
	}
	return ""
}

// Names are the accessible names of everything with the role, in order.
func (p *Page) Names(role string) []string {
	p.t.Helper()
	found, err := p.tree(p.scope, role, "")
	if err != nil {
		p.t.Fatal(err)
	}
	var names []string
	for _, n := range found {
		names = append(names, n.name)
	}
	return names
}

// Value is what the field with the label holds.
func (p *Page) Value(label string) string {
	p.t.Helper()
	v, err := p.on(p.find(writable, label), `function () { return String(this.value) }`)
	if err != nil {
		p.t.Fatalf("%q: %v", label, err)
	}
	return v
}

// press clicks in the middle of an element, or of its label where the element itself
// is drawn by it, after making sure that nothing lies over it.
func (p *Page) press(n element) {
	p.t.Helper()
	where, err := p.on(n, `function () {
		const label = ['radio', 'checkbox'].includes(this.type) && this.labels && this.labels[0]
		const it = label || this
		it.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
		const r = Array.from(it.getClientRects()).find((r) => r.width > 0 && r.height > 0)
		if (!r) return 'it has no size'
		const x = r.left + r.width / 2, y = r.top + r.height / 2
		const top = document.elementFromPoint(x, y)
		if (!top || !(top === this || it.contains(top) || top.contains(it))) return 'this lies over it: ' + (top ? top.outerHTML.slice(0, 200) : 'nothing')
		const v = visualViewport // a page too wide for its telephone is shown smaller
		return JSON.stringify([(x - v.offsetLeft) * v.scale, (y - v.offsetTop) * v.scale])
	}`)
	var xy [2]float64
	if err != nil || json.Unmarshal([]byte(where), &xy) != nil {
		p.t.Fatalf("%s %q cannot be pressed: %s %v", n.role, n.name, where, err)
	}
	p.watch.touch()
	p.must(chromedp.MouseClickXY(xy[0], xy[1]))
	p.settle()
}

// DoubleClick presses twice before the page can do anything about it, as impatient
// people do.
func (p *Page) DoubleClick(name string) {
	p.t.Helper()
	n := p.find(pressable, name)
	p.watch.touch()
	if _, err := p.on(n, `function () { this.click(); this.click() }`); err != nil {
		p.t.Fatalf("%q: %v", name, err)
	}
	p.settle()
}

func (p *Page) setValue(n element, value string) {
	p.t.Helper()
	p.watch.touch()
	_, err := p.on(n, `function (value) {
		this.value = value
		this.dispatchEvent(new Event('input', { bubbles: true }))
		this.dispatchEvent(new Event('change', { bubbles: true }))
	}`, value)
	if err != nil {
		p.t.Fatalf("%q: %v", n.name, err)
	}
	p.settle()
}

// Options are the texts of the list with the label.
func (p *Page) Options(label string) []string {
	p.t.Helper()
	text, err := p.on(p.find([]string{"combobox", "listbox"}, label), `function () {
		return JSON.stringify(Array.from(this.options, (o) => o.text.trim()))
	}`)
	var all []string
	if err == nil {
		err = json.Unmarshal([]byte(text), &all)
	}
	if err != nil {
		p.t.Fatalf("%q: %v", label, err)
	}
	return all
}

// ForgetCookies empties the page's cookies, as a session that ended.
func (p *Page) ForgetCookies() {
	p.t.Helper()
	p.must(step(network.ClearBrowserCookies, cdp.Empty{}))
}
