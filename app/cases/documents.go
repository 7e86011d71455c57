package cases

import (
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// Kinds of documents.
const (
	Pact = "pact" // service pact of the desk
	Plan = "plan" // individual action plan
)

// States of a version.
const (
	Draft      = "draft"
	Signed     = "signed"
	Refused    = "refused"
	Unsigned   = "missing"
	Superseded = "superseded"
)

// Document is one version of a pact or a plan. Its free text is in Lang.
type Document struct {
	bun.BaseModel `bun:"table:case_documents,alias:d"`

	ID      int64 `bun:",pk,autoincrement"`
	CaseID  int64
	Kind    string
	Version int
	State   string
	// UserID is the account of the operator who answers for it.
	UserID int64
	Lang   string
	// Body holds what was typed by the names of FieldsOf; empty fields are left out.
	Body map[string]string `bun:"type:jsonb"`
	// Revision counts the changes of a draft.
	Revision  int
	ChangedAt time.Time
	ChangedBy string
	// DecidedOn is the day of the signature, or of the refusal; Signer who signed.
	DecidedOn desks.Date
	DecidedAt *time.Time
	DecidedBy string
	Signer    string
	Reason    string
	// SignedHow is one of Ways, "" where nobody signed; SignedDigest is of the text that
	// was read on a screen, nil on paper.
	SignedHow    string
	SignedDigest []byte `bun:",nullzero"`

	// Lines are the actions of a plan, in order.
	Lines []Line `bun:"-"`
}

// DocumentField is one thing a document says.
type DocumentField struct {
	Name string
	// Type is "text", "short", "flag" or "date".
	Type string
	// Needed fields must be written before the document is signed.
	Needed bool
}

// FieldsOf are the fields of a kind of document, in order; none for an unknown kind.
func FieldsOf(kind string) []DocumentField {
	switch kind {
	case Pact:
		return []DocumentField{
			{"profile", "text", true}, {"desk", "text", true}, {"person", "text", true}, {"contacts", "text", true},
			{"search", "text", false}, {"shown", "text", false},
			{"labs", "flag", false}, {"training", "flag", false}, {"offers", "flag", false},
			{"did", "date", false}, {"cpi", "short", false}, {"gol", "short", false},
		}
	case Plan:
		return []DocumentField{{"goals", "text", true}}
	}
	return nil
}

// Arrow is one step of a workflow.
type Arrow struct{ From, To string }

// DocumentSteps is the workflow of a version. A version is superseded by the next one
// that is signed; one without signature by the next one decided.
func DocumentSteps() []Arrow {
	return []Arrow{
		{Draft, Signed}, {Draft, Refused}, {Draft, Unsigned},
		{Unsigned, Signed}, {Unsigned, Refused}, {Refused, Signed},
		{Signed, Superseded}, {Refused, Superseded}, {Unsigned, Superseded},
	}
}

// Limits of what is typed into a document, in characters, and of its actions.
const (
	MaxText   = 2000
	MaxShort  = 60
	MaxName   = 200
	MaxWhat   = 300
	MaxAction = 20
)

// Lacks names the needed fields nobody wrote yet; "actions" where a plan has none.
func (d *Document) Lacks() []string {
	var names []string
	for _, f := range FieldsOf(d.Kind) {
		if f.Needed && d.Body[f.Name] == "" {
			names = append(names, f.Name)
		}
	}
	if d.Kind == Plan && len(d.Lines) == 0 {
		names = append(names, "actions")
	}
	return names
}

// Decided reports whether the version was signed or its missing signature recorded.
func (d *Document) Decided() bool { return d.State != Draft }

// May reports whether the workflow takes the version to a state.
func (d *Document) May(to string) bool { return slices.Contains(DocumentSteps(), Arrow{d.State, to}) }

// InForce is the version that counts among those of one kind, the newest first: the
// signed one, else the newest; nil of none.
func InForce(versions []Document) *Document {
	for i := range versions {
		if versions[i].State == Signed {
			return &versions[i]
		}
	}
	if len(versions) == 0 {
		return nil
	}
	return &versions[0]
}

// Difference is one thing two versions say differently: a field by its name, "operator",
// "lang", or an action, of which Old or New is nil where it was added or taken out.
type Difference struct {
	Field    string
	Old, New string
	OldLine  *Line
	NewLine  *Line
}

// Differences compares two versions of one kind.
func Differences(old, now *Document) []Difference {
	var all []Difference
	if old.UserID != now.UserID {
		all = append(all, Difference{Field: "operator"})
	}
	if old.Lang != now.Lang {
		all = append(all, Difference{Field: "lang", Old: old.Lang, New: now.Lang})
	}
	for _, f := range FieldsOf(now.Kind) {
		if a, b := old.Body[f.Name], now.Body[f.Name]; a != b {
			all = append(all, Difference{Field: f.Name, Old: a, New: b})
		}
	}
	before := map[int64]*Line{}
	for i := range old.Lines {
		before[old.Lines[i].ActionID] = &old.Lines[i]
	}
	for i := range now.Lines {
		l := &now.Lines[i]
		if was := before[l.ActionID]; was == nil || was.said() != l.said() {
			all = append(all, Difference{Field: "action", OldLine: was, NewLine: l})
		}
		delete(before, l.ActionID)
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		all = append(all, Difference{Field: "action", OldLine: before[id]})
	}
	return all
}
