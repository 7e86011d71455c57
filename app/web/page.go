package web

import (
	"html/template"
	"strings"

	"approdo/app/auth"
	"approdo/app/files"
	"approdo/app/i18n"
)

// Page is what every layout needs; each page's own struct embeds it.
// Sentences in it are already in the reader's language.
type Page struct {
	Title       string
	Description string
	// Path is the page's address without language prefix, query included where it matters.
	Path string
	// Canonical is the absolute address of this page in its language.
	Canonical string
	Lang, Dir string
	CSRF      string
	Flash     *Flash
	// Alerts are what whoever works on the page must know before anything else.
	Alerts      []string
	Actor       auth.Actor
	Institution Institution
	Crumbs      []Crumb
	NoIndex     bool
	Alternates  []Alternate
	// Suggest is the language the browser asks for when the page is in another one and nothing was chosen yet.
	Suggest *Alternate
	// Nav is the audience's navigation, already filtered by what the actor may.
	Nav []NavItem
	// BaseURL is scheme and host, without a slash at the end.
	BaseURL string
	// JSONLD is a value printed as application/ld+json, nil where there is none.
	JSONLD any
	Env    string
	// RequestID is shown on error pages so that a caller can name the fault.
	RequestID string
	// Paper is a page made to be printed: it wears paper.css too.
	Paper bool
	// Personal is a sheet that is its reader's own: printed, it does not name the institution.
	Personal bool
	// Style is what a sheet carries in itself where it is printed here (layouts/print).
	Style template.CSS
}

// Frame lets the shell fill the embedded Page of any page struct.
func (p *Page) Frame() *Page { return p }

// Framer is any page struct that embeds Page by value and is passed by pointer.
type Framer interface{ Frame() *Page }

// Crumb is one step of the breadcrumb; the last one has no URL.
type Crumb struct{ Label, URL string }

// Alternate is the same page in another language. URL passes through /it/ for
// Italian so that choosing it is remembered.
type Alternate struct {
	Lang, Name, Short, Dir string
	URL                    string // link for a reader
	Href                   string // absolute address for hreflang
	Current                bool
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Label, URL string
	Current    bool
}

// Flash is one sentence shown once after a redirect; Kind is "success", "info", "warning" or "danger".
type Flash struct{ Kind, Text string }

// Institution is who runs the portal, as the header and footer show it.
// cmd fills it from the pages noun (web knows no noun).
type Institution struct {
	Name, ParentName, ParentURL string
	Tagline                     i18n.Text
	Address, Phone, Email, PEC  string
	// PhoneURL is the tel: link of Phone.
	PhoneURL         template.URL
	AccessibilityURL string
	// BrandHash names the version of the institution's colours, "" for the default ones.
	BrandHash  string
	Programmes []Programme
}

// Programme is a funded project whose logo strip the footer shows.
type Programme struct {
	Name, Funder string
	Note         i18n.Text
}

// Field is one input of a form as the parts/field_* views draw it.
type Field struct {
	Name, Label, Hint, Value, Error string
	Type, Autocomplete, InputMode   string
	// Max is in characters, of a "file" in bytes of all that are chosen.
	Max, Rows int
	Required  bool
	// Accept are the types of a "file", separated by commas; another one is told of before
	// anything is sent.
	Accept string
	// One takes a single "file" instead of several.
	One bool
	// Parts is where a script sends a "file" in parts ahead of the form (App.TakeParts), ""
	// for nowhere. Max is then that of each file.
	Parts string
	// List is the id of a datalist with suggestions, "" for none.
	List string
	// Either leaves out the word "optional": one of several fields is needed.
	Either  bool
	Options []Option
}

// Kinds are the types of a "file" as people know them: "PDF, JPEG".
func (x Field) Kinds() string { return files.TypeNames(strings.Split(x.Accept, ",")) }

// MaxMB is Max in megabytes.
func (x Field) MaxMB() int { return max(1, x.Max>>20) }

// Option is one choice of a select, a radio group or a list of checkboxes.
type Option struct {
	Value, Label, Hint string
	Checked, Disabled  bool
}

// FieldError is one line of the error summary; Field is the id of the input to jump to.
type FieldError struct{ Field, Text string }

// Stepper shows where in a multi-page form the reader is; Number is 1-based, 0
// on the confirmation, which has none.
type Stepper struct {
	// Name says what the steps are of, "" for a booking.
	Name   string
	Steps  []Step
	Number int
}

// Step is one stage; URL leads back to it where that is possible.
type Step struct {
	Label, URL    string
	Done, Current bool
}

// Fact is one line of a summary.
type Fact struct{ Label, Value, Note string }

// Recap is the side box that repeats what was chosen so far.
type Recap struct {
	Title string
	Facts []Fact
}

// Summary is a card of facts with a link to change them, none when EditURL is "".
type Summary struct {
	Title, EditURL, EditLabel string
	Facts                     []Fact
}
