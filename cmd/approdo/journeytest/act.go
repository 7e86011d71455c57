package journeytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
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

// Press types keys where the focus is: "\t", "\r", " ".
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.watch.touch()
	p.must(chromedp.KeyEvent(keys))
	p.settle()
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

// element is one node of the accessibility tree that a person would meet.
type element struct {
	id                cdp.BackendNodeID
	role, name        string
	disabled, focused bool
}

// find waits for an element with one of the roles and the name ("" for any) that is
// not disabled; the first one in the order of the page.
func (p *Page) find(roles []string, name string) element {
	p.t.Helper()
	var found element
	var err error
	ok := p.eventually(func() bool {
		found, err = p.look(roles, name)
		return err == nil
	})
	if !ok {
		p.t.Fatal(err)
	}
	return found
}

var errNotThere = errors.New("not there")

// look finds an element by its whole name, or by the words its name begins with:
// a field's name may end in "(facoltativo)", a card's in its description.
func (p *Page) look(roles []string, name string) (element, error) {
	all, err := p.tree(p.scope, "", "")
	if err != nil {
		return element{}, err
	}
	name = squeeze(name)
	all = slices.DeleteFunc(all, func(n element) bool { return !slices.Contains(roles, n.role) })
	for _, fits := range []func(element) bool{
		func(n element) bool { return n.name == name || name == "" },
		func(n element) bool { return strings.HasPrefix(n.name, name+" ") },
	} {
		i := slices.IndexFunc(all, func(n element) bool { return fits(n) && !n.disabled })
		if i >= 0 {
			return all[i], nil
		}
	}
	var others []string
	for _, n := range all {
		others = append(others, n.role+" "+n.name)
	}
	return element{}, fmt.Errorf("%w: %q as %v; there are: %q", errNotThere, name, roles, others)
}

// tree asks the browser for the elements of a scope by role and name, "" for any.
func (p *Page) tree(in scope, role, name string) ([]element, error) {
	q := accessibility.QueryAXTreeParams{Role: role, AccessibleName: name}
	if in == (scope{}) {
		document, err := call(p, dom.GetDocument, dom.GetDocumentParams{})
		if err != nil {
			return nil, err
		}
		q.NodeID = document.Root.NodeID
	} else {
		outer, err := p.tree(scope{}, in.role, in.name)
		if err != nil {
			return nil, err
		}
		if len(outer) == 0 {
			return nil, fmt.Errorf("%w: %s %q", errNotThere, in.role, in.name)
		}
		q.BackendNodeID = outer[0].id
	}
	answer, err := call(p, accessibility.QueryAXTree, q)
	if err != nil {
		return nil, err
	}
	var all []element
	for _, n := range answer.Nodes {
		if !n.Ignored && n.BackendDOMNodeID != 0 {
			all = append(all, toElement(n))
		}
	}
	return all, nil
}

func toElement(n *accessibility.Node) element {
	e := element{id: n.BackendDOMNodeID, role: plain(n.Role), name: squeeze(plain(n.Name))}
	for _, p := range n.Properties {
		e.disabled = e.disabled || p.Name == accessibility.PropertyNameDisabled && plain(p.Value) == "true"
		e.focused = e.focused || p.Name == accessibility.PropertyNameFocused && plain(p.Value) == "true"
	}
	return e
}

// plain is the text of a value of the tree, whatever its type.
func plain(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal([]byte(v.Value), &text) == nil {
		return text
	}
	return string(v.Value)
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

// on runs a function with the element as this and gives its text.
func (p *Page) on(n element, function string, args ...string) (string, error) {
	object, err := call(p, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.id})
	if err != nil {
		return "", err
	}
	byValue := true
	params := runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: object.Object.ObjectID, ReturnByValue: &byValue}
	for _, a := range args {
		quoted, err := json.Marshal(a)
		if err != nil {
			return "", err
		}
		params.Arguments = append(params.Arguments, &runtime.CallArgument{Value: quoted})
	}
	answer, err := call(p, runtime.CallFunctionOn, params)
	if err != nil {
		return "", err
	}
	if answer.ExceptionDetails != nil {
		return "", errors.New(thrown(answer.ExceptionDetails))
	}
	return strings.TrimSpace(unquoted(string(answer.Result.Value))), nil
}

func unquoted(s string) string {
	var text string
	if json.Unmarshal([]byte(s), &text) == nil {
		return text
	}
	return s
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
