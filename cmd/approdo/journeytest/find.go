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
	"github.com/chromedp/cdproto/runtime"
)

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
