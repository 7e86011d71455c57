package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
)

// Picker asks to pick several things from a list too long to show (parts/picker.html): a
// search inside the form, what was picked with a way to take it off, and what is offered to
// be ticked. It works by posting the form, whole or by htmx, to where the form goes.
type Picker struct {
	// Name is that of the field, Legend what is asked, Action where the form goes.
	Name, Legend, Action string
	// Label and Hint are of the search; None is said where nothing is found.
	Label, Hint, None      string
	Chosen, Offered, Found []Picked
	// Search is what was looked for, Asked that it was enough to look.
	Search string
	Asked  bool
	// Say is what just happened, "" for nothing; Error what is wrong.
	Say, Error string
}

// Picked is one thing that may be picked; Term is the name by which it was found, where
// that is another one.
type Picked struct{ Value, Name, Lang, Dir, Term string }

// NewPicked is a thing by its id and its name in a language.
func NewPicked(id int64, name, lang string) Picked {
	return Picked{Value: strconv.FormatInt(id, 10), Name: name, Lang: lang, Dir: i18n.Dir(lang)}
}

// Picks is what a form says of a picker: what is picked by now, and what was just done.
type Picks struct {
	Values                 []string
	Search, Added, Removed string
	// Asks says that the form was sent to go on picking, not to be saved.
	Asks bool
}

// ReadPicks reads what was posted for a picker. Who presses the button that saves (named
// "save") saves, whatever stands in the search; a part of the page never does.
func ReadPicks(c *fiber.Ctx, f *Form, name string) Picks {
	p := Picks{Search: f.Get(name + "-search"), Added: f.Get(name + "-add"), Removed: f.Get(name + "-remove")}
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		p.Values = append(p.Values, string(v))
	}
	p.Asks = IsHTMX(c) || f.Get("save") == "" && (f.Get(name+"-find") != "" || p.Search != "" || p.Added != "" || p.Removed != "")
	if !p.Asks {
		return p
	}
	if p.Added != "" && !slices.Contains(p.Values, p.Added) {
		p.Values, p.Search = append(p.Values, p.Added), ""
	}
	p.Values = slices.DeleteFunc(p.Values, func(v string) bool { return v == p.Removed })
	return p
}

// has reports whether a thing was picked already.
func (p *Picker) has(value string) bool {
	return slices.ContainsFunc(p.Chosen, func(x Picked) bool { return x.Value == value })
}

// Find adds a thing found by a term, unless it was picked already.
func (p *Picker) Find(id int64, name, lang, term string) {
	x := NewPicked(id, name, lang)
	if x.Term = term; term == name {
		x.Term = ""
	}
	if !p.has(x.Value) {
		p.Found = append(p.Found, x)
	}
}

// Offer adds a thing to be ticked, unless it was picked already.
func (p *Picker) Offer(id int64, name, lang string) {
	if x := NewPicked(id, name, lang); !p.has(x.Value) {
		p.Offered = append(p.Offered, x)
	}
}

// Tell says what was just done to who does not see it.
func (p *Picker) Tell(r *Request, done Picks) {
	switch i := slices.IndexFunc(p.Chosen, func(x Picked) bool { return x.Value == done.Added }); {
	case i >= 0:
		p.Say = r.T("preferences.skills.added", "Name", p.Chosen[i].Name)
	case done.Removed != "":
		p.Say = r.T("preferences.skills.removed")
	}
}

// Ticked gives the values of the boxes ticked of a field, and of a picker what is picked.
func (p Picks) Ticked(c *fiber.Ctx, picker string) func(name string) []string {
	return func(name string) []string {
		if name == picker {
			return p.Values
		}
		var all []string
		for _, v := range c.Request().PostArgs().PeekMulti(name) {
			all = append(all, string(v))
		}
		return all
	}
}
