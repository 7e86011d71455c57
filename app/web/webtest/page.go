package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer. Root is nil where it is not HTML.
type Page struct {
	t       testing.TB
	browser *Browser
	Path    string
	Status  int
	Header  http.Header
	Body    string
	Root    *html.Node
}

// Want fails the test unless the answer has the status.
func (p *Page) Want(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text())
	}
	return p
}

// Follow opens where a 303 leads; any other answer fails the test.
func (p *Page) Follow() *Page {
	p.t.Helper()
	p.Want(http.StatusSeeOther)
	return p.browser.Get(p.Header.Get("Location"))
}

// Text is everything readable on the page, white space folded.
func (p *Page) Text() string {
	if p.Root == nil {
		return p.Body
	}
	var b strings.Builder
	walk(p.Root, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		return n.Data != "script" && n.Data != "head"
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// Has fails the test unless the page says each of the sentences.
func (p *Page) Has(sentences ...string) *Page {
	p.t.Helper()
	text := p.Text()
	for _, s := range sentences {
		if !strings.Contains(text, s) {
			p.t.Fatalf("%s does not say %q:\n%s", p.Path, s, text)
		}
	}
	return p
}

// HasNot fails the test when the page says one of the sentences anywhere.
func (p *Page) HasNot(sentences ...string) *Page {
	p.t.Helper()
	for _, s := range sentences {
		if strings.Contains(p.Body, s) {
			p.t.Fatalf("%s says %q", p.Path, s)
		}
	}
	return p
}

// Find gives the first element that has the tag and all attributes (pairs name,
// value), nil where there is none.
func (p *Page) Find(tag string, attrs ...string) *html.Node {
	if all := p.All(tag, attrs...); len(all) > 0 {
		return all[0]
	}
	return nil
}

// All gives every element that has the tag and all attributes.
func (p *Page) All(tag string, attrs ...string) []*html.Node {
	var all []*html.Node
	if p.Root == nil {
		return nil
	}
	walk(p.Root, func(n *html.Node) bool {
		if n.Type == html.ElementNode && n.Data == tag && hasAll(n, attrs) {
			all = append(all, n)
		}
		return true
	})
	return all
}

// Submit posts or gets the form whose action ends in suffix, as it stands on the
// page with changes laid over it: radio, select and hidden values included.
func (p *Page) Submit(suffix string, changes map[string]string) *Page {
	p.t.Helper()
	f := p.form(suffix)
	action := Attr(f, "action")
	if f == nil {
		f, action = p.formOfButton(suffix)
	}
	if f == nil {
		p.t.Fatalf("%s: no form with an action ending in %q", p.Path, suffix)
	}
	values := FormValues(f)
	for name, value := range changes {
		values.Set(name, value)
	}
	if isPost(f) {
		return p.browser.Post(action, values)
	}
	return p.browser.Get(action + "?" + values.Encode())
}

// form finds the form by the end of its action; one that posts goes before one that gets.
func (p *Page) form(suffix string) (found *html.Node) {
	for _, f := range p.All("form") {
		if !strings.HasSuffix(Attr(f, "action"), suffix) {
			continue
		}
		if isPost(f) {
			return f
		}
		if found == nil {
			found = f
		}
	}
	return found
}

// formOfButton finds the form of a button that sends it elsewhere.
func (p *Page) formOfButton(suffix string) (form *html.Node, action string) {
	for _, b := range p.All("button") {
		action := Attr(b, "formaction")
		for n := b.Parent; n != nil && strings.HasSuffix(action, suffix) && action != ""; n = n.Parent {
			if n.Data == "form" {
				return n, action
			}
		}
	}
	return nil, ""
}

func isPost(form *html.Node) bool { return strings.EqualFold(Attr(form, "method"), "post") }

// Attr is an element's attribute, "" where it has none or there is no element.
func Attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func hasAll(n *html.Node, attrs []string) bool {
	for i := 0; i+1 < len(attrs); i += 2 {
		if Attr(n, attrs[i]) != attrs[i+1] {
			return false
		}
	}
	return true
}

func walk(n *html.Node, visit func(*html.Node) bool) {
	if !visit(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

// FormValues is what a browser would send without touching the form.
func FormValues(form *html.Node) url.Values {
	values := url.Values{}
	walk(form, func(n *html.Node) bool {
		name := Attr(n, "name")
		switch {
		case n.Type != html.ElementNode || name == "" || hasAttr(n, "disabled"):
		case n.Data == "select":
			values.Set(name, selected(n))
		case n.Data == "textarea":
			values.Set(name, textOf(n))
		case n.Data == "input" && (Attr(n, "type") == "radio" || Attr(n, "type") == "checkbox"):
			if hasAttr(n, "checked") {
				values.Add(name, Attr(n, "value"))
			}
		case n.Data == "input":
			values.Add(name, Attr(n, "value"))
		}
		return true
	})
	return values
}

func selected(n *html.Node) string {
	first, chosen, any := "", "", false
	walk(n, func(o *html.Node) bool {
		if o.Data == "option" {
			if !any {
				first, any = Attr(o, "value"), true
			}
			if hasAttr(o, "selected") {
				chosen = Attr(o, "value")
			}
		}
		return true
	})
	if chosen != "" {
		return chosen
	}
	return first
}

func textOf(n *html.Node) string {
	var b strings.Builder
	walk(n, func(x *html.Node) bool {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
		return true
	})
	return b.String()
}
