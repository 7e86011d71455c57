package preferences

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/people"
)

// Most is how many preferences a person has at a time.
const Most = 3

// Limits of what is typed, in characters, and of skills chosen.
const (
	MaxText   = 1000
	MaxLine   = 300
	MaxSkills = 40
)

// Form is what is said of a preference.
type Form struct {
	OccupationID int64
	// ByWork, ByEducation and ByTraining say where the person learnt it.
	ByWork, ByEducation, ByTraining bool
	// Sector is one of Sectors, "" where nobody said.
	Sector string
	// Skills are of the glossary; SkillText is the person's own words.
	Skills    []int64 `bun:",array"`
	SkillText string
	// Years is how long, LastYear when last; nil where nobody said.
	Years, LastYear *int
	// Hours is one of HoursChoices, Mobility one of MobilityChoices, "" where nobody said.
	Hours, Mobility       string
	Licences, Tools, Note string
	// InterviewOn is the day it was talked about, zero where it was not.
	InterviewOn desks.Date `bun:"type:date"`
}

// Preference is a job a person leans to.
type Preference struct {
	bun.BaseModel `bun:"table:preferences,alias:f"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	// Position counts those of a record from 1.
	Position int
	Form
	AddedAt   time.Time
	AddedBy   string
	RemovedAt *time.Time
	RemovedBy string
	// NextID is the row that took this one's place, nil where it was only taken away.
	NextID *int64
}

// HoursChoices are how much somebody wants to work.
func HoursChoices() []string { return []string{"full", "part", "any"} }

// MobilityChoices are how far somebody goes for work, the nearest first.
func MobilityChoices() []string { return []string{"near", "province", "region", "italy", "abroad"} }

// Sectors are the economic-professional ones of the Atlante del lavoro, by number.
func Sectors() []string {
	all := make([]string, 24)
	for i := range all {
		all[i] = fmt.Sprintf("sep%02d", i+1)
	}
	return all
}

// SectorOf is the sector of what a shipped occupation is mostly in, "" where its part of the
// glossary is of several.
func SectorOf(o *occupations.Occupation) string {
	return map[string]string{"agriculture": "sep01", "fishing": "sep01", "food": "sep02", "building": "sep09", "logistics-and-transport": "sep11", "retail": "sep12",
		"digital": "sep14", "care": "sep19", "catering": "sep23", "tourism": "sep23"}[o.Sector]
}

// clean takes away what nobody sees.
func (in Form) clean() Form {
	for _, s := range []*string{&in.SkillText, &in.Note} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	for _, s := range []*string{&in.Licences, &in.Tools} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	in.Skills = slices.Compact(slices.Sorted(slices.Values(in.Skills)))
	return in
}

// check names the fields that are wrong.
func (in Form) check(now time.Time) error {
	var k fault.Check
	k.If(in.OccupationID <= 0, "occupation", "preferences.error.occupation")
	k.If(in.Sector != "" && !slices.Contains(Sectors(), in.Sector), "sector", "preferences.error.choose")
	k.If(in.Hours != "" && !slices.Contains(HoursChoices(), in.Hours), "hours", "preferences.error.choose")
	k.If(in.Mobility != "" && !slices.Contains(MobilityChoices(), in.Mobility), "mobility", "preferences.error.choose")
	k.If(len(in.Skills) > MaxSkills, "skills", "preferences.error.skills", "Max", MaxSkills)
	k.If(in.Years != nil && (*in.Years < 0 || *in.Years > 70), "years", "preferences.error.years")
	k.If(in.LastYear != nil && (*in.LastYear < 1940 || *in.LastYear > now.Year()), "last_year", "preferences.error.last_year", "Year", now.Year())
	k.If(in.InterviewOn.After(desks.DateOf(now).AddDays(1)), "interview_on", "preferences.error.interview")
	for name, s := range map[string]string{"skill_text": in.SkillText, "note": in.Note} {
		k.If(utf8.RuneCountInString(s) > MaxText, name, "preferences.error.long", "Max", MaxText)
	}
	for name, s := range map[string]string{"licences": in.Licences, "tools": in.Tools} {
		k.If(utf8.RuneCountInString(s) > MaxLine, name, "preferences.error.long", "Max", MaxLine)
	}
	for name, s := range map[string]string{"skill_text": in.SkillText, "note": in.Note, "licences": in.Licences, "tools": in.Tools} {
		k.If(!utf8.ValidString(s) || strings.ContainsRune(s, 0), name, "error.422.text")
	}
	return k.Err()
}

// same says that two forms say the same.
func (in Form) same(x Form) bool {
	equal := func(a, b *int) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	years := equal(in.Years, x.Years) && equal(in.LastYear, x.LastYear) && slices.Equal(in.Skills, x.Skills)
	in.Years, in.LastYear, in.Skills, x.Years, x.LastYear, x.Skills = nil, nil, nil, nil, nil, nil
	return years && fmt.Sprint(in) == fmt.Sprint(x)
}

// List gives what counts of a person of the actor's desks, merged records included: three
// at most.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Preference, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	all, err := standing(ctx, idb, p.ID)
	three, _ := counting(all)
	return three, err
}

// Beyond gives what stands for a person of the actor's desks and does not count: two records
// that were merged brought more than three, or one occupation twice.
func Beyond(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Preference, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	all, err := standing(ctx, idb, p.ID)
	_, rest := counting(all)
	return rest, err
}

// ListOwn gives what counts of the citizen.
func ListOwn(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Preference, error) {
	p, err := people.Own(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	all, err := standing(ctx, idb, p.ID)
	three, _ := counting(all)
	return three, err
}

// counting parts what stands into what counts, of each occupation what was changed last and
// of those the three changed last, and the rest; both in the order given.
func counting(all []Preference) (three, rest []Preference) {
	three, rest = []Preference{}, []Preference{}
	last := slices.SortedFunc(slices.Values(all), func(a, b Preference) int {
		return cmp.Or(b.AddedAt.Compare(a.AddedAt), cmp.Compare(b.ID, a.ID))
	})
	counts, seen := map[int64]bool{}, map[int64]bool{}
	for _, f := range last {
		if !seen[f.OccupationID] && len(counts) < Most {
			counts[f.ID] = true
		}
		seen[f.OccupationID] = true
	}
	for _, f := range all {
		if counts[f.ID] {
			three = append(three, f)
		} else {
			rest = append(rest, f)
		}
	}
	return three, rest
}

// Counts is a condition on the root p of a query: an occupation, given for its one argument,
// is among those that count.
const Counts = `? IN (SELECT pf.occupation_id FROM preferences AS pf WHERE pf.removed_at IS NULL
	AND pf.person_id IN (SELECT own.id FROM people AS own WHERE own.id = p.id OR own.root_id = p.id)
	GROUP BY pf.occupation_id ORDER BY max(pf.added_at) DESC, max(pf.id) DESC LIMIT 3)`

// standing is all that stands, counting or not.
func standing(ctx context.Context, idb bun.IDB, root int64) ([]Preference, error) {
	all := []Preference{}
	err := idb.NewSelect().Model(&all).Where("f.removed_at IS NULL AND (f.person_id = ?0 OR f.person_id IN (SELECT id FROM people WHERE root_id = ?0))", root).
		OrderExpr("f.person_id <> ?, f.position, f.id", root).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list preferences")
}

// Has reports whether a root has a preference.
func Has(ctx context.Context, idb bun.IDB, root int64) (has bool, err error) {
	err = idb.NewRaw(`SELECT EXISTS (SELECT FROM preferences WHERE removed_at IS NULL
		AND (person_id = ?0 OR person_id IN (SELECT id FROM people WHERE root_id = ?0)))`, root).Scan(ctx, &has)
	return has, fault.Wrap(db.Translate(err), "look for a preference")
}
