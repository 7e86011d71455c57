package cases

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/fault"
)

// Profile is what an interview found in the ten Domains.
type Profile struct {
	bun.BaseModel `bun:"table:case_profiles,alias:pr"`

	ID     int64 `bun:",pk,autoincrement"`
	CaseID int64
	// HeldOn is the day of the interview, NotedAt when it was written down.
	HeldOn  desks.Date `bun:"type:date"`
	NotedAt time.Time
	NotedBy string

	// Levels has a line for each of Domains, in their order.
	Levels []Level `bun:"-"`
}

// Level is what was found in one domain, from LevelMin, where help is needed most, to
// LevelMax, where none is; 0 is a domain the interview did not look at.
type Level struct {
	Domain string
	Level  int
	Note   string
}

// Levels of a domain, and how long a note may be, in characters.
const (
	LevelMin       = 1
	LevelMax       = 5
	MaxProfileNote = 500
)

// Domains are the ten fields of the interview of orientation, in its order.
func Domains() []string {
	return []string{"profile", "experience", "training", "autonomy", "promotion", "constraints", "goal", "market", "method", "tools"}
}

// Author is the account of who wrote the profile down, 0 where it was no account.
func (p *Profile) Author() int64 {
	id, err := strconv.ParseInt(strings.TrimPrefix(p.NotedBy, "user:"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// Complete reports whether every domain has a level.
func (p *Profile) Complete() bool {
	return len(p.Levels) > 0 && !slices.ContainsFunc(p.Levels, func(l Level) bool { return l.Level == 0 })
}

// Of gives what was found in a domain.
func (p *Profile) Of(domain string) Level {
	for _, l := range p.Levels {
		if l.Domain == domain {
			return l
		}
	}
	return Level{Domain: domain}
}

// Weakest are the domains with the lowest level, where it is below the middle; none
// where help is needed nowhere in particular.
func (p *Profile) Weakest() []string {
	lowest, all := (LevelMin+LevelMax)/2, []string(nil)
	for _, l := range p.Levels {
		if l.Level > 0 && l.Level < lowest {
			lowest, all = l.Level, nil
		}
		if l.Level > 0 && l.Level == lowest && lowest < (LevelMin+LevelMax)/2 {
			all = append(all, l.Domain)
		}
	}
	return all
}

// Step is how a domain moved between two interviews: 0 where it did not, or where one
// of them did not look at it (then Known is false).
type Step struct {
	Domain string
	By     int
	Known  bool
}

// Since compares a profile with an earlier one, domain by domain; nil knows nothing.
func (p *Profile) Since(earlier *Profile) []Step {
	all := make([]Step, 0, len(Domains()))
	for _, d := range Domains() {
		s := Step{Domain: d}
		if is := p.Of(d).Level; earlier != nil && is > 0 {
			was := earlier.Of(d).Level
			s.Known = was > 0
			if s.Known {
				s.By = is - was
			}
		}
		all = append(all, s)
	}
	return all
}

// Interview is what is typed after an interview. Levels may leave domains out.
type Interview struct {
	HeldOn desks.Date
	Levels []Level
}

// clean puts the lines in the order of Domains and trims the notes.
func (in Interview) clean() Interview {
	typed := Profile{Levels: in.Levels}
	in.Levels = nil
	for _, d := range Domains() {
		l := typed.Of(d)
		l.Note = strings.TrimSpace(strings.ReplaceAll(l.Note, "\r\n", "\n"))
		in.Levels = append(in.Levels, l)
	}
	return in
}

// check names the fields held_on, level.<domain> and note.<domain>. Call it on a clean
// interview.
func (in Interview) check(today desks.Date) error {
	var k fault.Check
	k.If(in.HeldOn.IsZero() || in.HeldOn.Year < 2000, "held_on", "cases.error.day")
	k.If(in.HeldOn.After(today), "held_on", "cases.error.day_future")
	some := false
	for _, l := range in.Levels {
		some = some || l.Level > 0
		k.If(l.Level < 0 || l.Level > LevelMax, "level."+l.Domain, "cases.error.level")
		k.If(utf8.RuneCountInString(l.Note) > MaxProfileNote, "note."+l.Domain, "cases.error.long", "Max", MaxProfileNote)
		k.If(!utf8.ValidString(l.Note) || strings.ContainsRune(l.Note, 0), "note."+l.Domain, "cases.error.characters")
	}
	k.If(!some, "level."+Domains()[0], "cases.error.levels")
	return k.Err()
}

// same reports whether the interview is what a profile says already.
func (in Interview) same(p *Profile) bool {
	return in.HeldOn == p.HeldOn && slices.Equal(in.Levels, p.Levels)
}
