package services

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/i18n"
)

// Repertoire is a published list of service standards. Several are in use at
// once: a delivered service carries a code of each.
type Repertoire struct {
	bun.BaseModel `bun:"table:repertoires,alias:repertoire"`

	ID   int64  `bun:",pk,autoincrement" yaml:"-"`
	Code string `yaml:"code"`
	Sort int    `yaml:"sort"`
	// Public is whether citizens are shown its standards.
	Public bool      `yaml:"public"`
	Name   i18n.Text `bun:"type:jsonb" yaml:"name"`
	// Source says where the list comes from, in Italian.
	Source string `yaml:"source"`
	// RetiredAt is when it went out of use, zero while it is in use.
	RetiredAt time.Time `bun:",nullzero" yaml:"-"`
}

// InUse reports whether services carry codes of the repertoire.
func (r *Repertoire) InUse() bool { return r.RetiredAt.IsZero() }

// Audience is whom a standard is for.
type Audience string

// The two kinds of the regional repertoire: A for people, B for employers.
const (
	ForPeople    Audience = "people"
	ForEmployers Audience = "employers"
)

// Standard is one version of one card of a repertoire. ID is the version's: what
// was delivered keeps it, and so keeps the rules of its day.
type Standard struct {
	bun.BaseModel `bun:"table:standard_versions,alias:version"`

	ID         int64 `bun:",pk,autoincrement"`
	StandardID int64
	// Number counts the versions of a standard from 1.
	Number int
	// Edition is the one of the shipped file, 0 for a version made by the desks.
	Edition   int
	ValidFrom desks.Date `bun:"type:date"`
	// ValidTo is the last day, zero while no end is known.
	ValidTo desks.Date `bun:"type:date"`

	// Name is one line, Purpose a sentence or two for whom it serves, Activities a
	// list of what happens, one item a line (see Items).
	Name       i18n.Text `bun:"type:jsonb"`
	Purpose    i18n.Text `bun:"type:jsonb"`
	Activities i18n.Text `bun:"type:jsonb"`
	Rules      Rules     `bun:"type:jsonb"`
	Official   Official  `bun:"type:jsonb"`

	// Note says why there is this version, Author who made it.
	Note      string
	Author    string
	CreatedAt time.Time

	// Of the standard and its repertoire.
	Code           string    `bun:",scanonly"`
	Slug           string    `bun:",scanonly"`
	Audience       Audience  `bun:",scanonly"`
	Repertoire     string    `bun:",scanonly"`
	RepertoireName i18n.Text `bun:"type:jsonb,scanonly"`
	// Published is whether citizens are shown it: its repertoire is public and in use.
	Published bool `bun:",scanonly"`
}

// Path is the public address of the standard, without language.
func (s *Standard) Path() string { return "/servizi/standard/" + s.Repertoire + "/" + s.Slug }

// Official is the wording of the source in Italian, shortened where it is long;
// lists have one item a line.
type Official struct {
	Purpose    string `json:"purpose" yaml:"purpose"`
	Activities string `json:"activities" yaml:"activities"`
	Modes      string `json:"modes" yaml:"modes"`
	Access     string `json:"access" yaml:"access"`
	Output     string `json:"output" yaml:"output"`
	// Preconditions: places and equipment, skills and knowledge, ways of working.
	Technical    string `json:"technical" yaml:"technical"`
	Professional string `json:"professional" yaml:"professional"`
	Operational  string `json:"operational" yaml:"operational"`
}

// Rules are what Check holds a delivered service against.
type Rules struct {
	// Modes are the ways it may be delivered, each with the limits of one meeting.
	Modes map[Mode]Limit `json:"modes" yaml:"modes"`
	// Both asks for a part with the person and a part in the back office.
	Both bool `json:"both,omitempty" yaml:"both"`
	// Total are the limits of all meetings together.
	Total Limit `json:"total,omitzero" yaml:"total"`
	// Meetings is the least number of them, 0 where one is enough.
	Meetings int    `json:"meetings,omitempty" yaml:"meetings"`
	Access   Access `json:"access,omitzero" yaml:"access"`
	// Outputs must come of it; Results may.
	Outputs []Output `json:"outputs,omitempty" yaml:"outputs"`
	Results []Output `json:"results,omitempty" yaml:"results"`
	// Areas are the codes of the service areas it belongs to.
	Areas []string `json:"areas,omitempty" yaml:"areas"`
}

// Mode is how a meeting is held.
type Mode string

// The three modes of the repertoires.
const (
	Individual Mode = "individual"
	Group      Mode = "group"
	BackOffice Mode = "back_office"
)

// Modes lists them in the order shown.
func Modes() []Mode { return []Mode{Individual, Group, BackOffice} }

// Limit is how long something lasts, in minutes; 0 is no limit.
type Limit struct {
	Min int `json:"min,omitempty" yaml:"min"`
	Max int `json:"max,omitempty" yaml:"max"`
}

// Access is what must have happened before.
type Access struct {
	// After names standards of the same repertoire: one of them is enough unless All.
	After []string `json:"after,omitempty" yaml:"after"`
	All   bool     `json:"all,omitempty" yaml:"all"`
	// Together allows them also on the same day.
	Together bool `json:"together,omitempty" yaml:"together"`
	// Needs are signatures that must be there.
	Needs []Evidence `json:"needs,omitempty" yaml:"needs"`
}
