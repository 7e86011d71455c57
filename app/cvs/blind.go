package cvs

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/neutral"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
)

// Blind is a CV without whose it is: no name, photo, gender, birth, age, nationality,
// contact or address, no employer and no school by name. It is made of the lines of the
// file and of the jobs looked for, never of the PDF.
type Blind struct {
	CVID int64
	// Town is where the person lives, no nearer.
	Town      string
	Wanted    []BlindWanted
	Jobs      []BlindJob
	Studies   []BlindStudy
	Languages []BlindLanguage
	Licences  []BlindLicence
}

// BlindWanted is a job the person looks for, and what they can do in it. What the desk
// noted of it is the desk's.
type BlindWanted struct {
	Occupation      occupations.Occupation
	Years           *int
	Hours, Mobility string
	// Known are the skills chosen of the glossary, Skills what was typed beside.
	Known                  []occupations.Skill
	Skills, Licence, Tools string
}

// BlindJob is a job the person did: for how many months, 0 where nobody knows. When it was
// is left out, for it says how old somebody is; so is the country.
type BlindJob struct {
	// Known is the occupation of the glossary that the title names, nil for none.
	Known                      *occupations.Occupation
	Occupation, Sector, Duties string
	Months                     int
}

// Name is what the job is called for a reader: in the glossary's words, which are the same
// for women and men, where it knows it.
func (j *BlindJob) Name(lang string) string {
	if j.Known == nil {
		return j.Occupation
	}
	return j.Known.Label(lang)
}

// BlindStudy is a title of education, without year, school and country.
type BlindStudy struct{ Title, Field string }

// BlindLanguage is a language and the best level of it, "" where nobody said. Which one is
// the mother tongue is left out, for it says where somebody is from: it counts as C2.
type BlindLanguage struct{ Tag, Level string }

// BlindLicence is a driving licence or a certificate.
type BlindLicence struct{ Type, Title string }

// blindOf reads what the blind version of a CV is made of, as it stands now.
func blindOf(ctx context.Context, idb bun.IDB, v *CV) (*Blind, error) {
	house := auth.Program("blind") // who may read it was asked before
	p, err := people.Find(ctx, idb, house, v.PersonID)
	if err != nil {
		return nil, err
	}
	lines, err := people.Entries(ctx, idb, house, p.ID)
	if err != nil {
		return nil, err
	}
	wanted, err := preferences.List(ctx, idb, house, p.ID)
	if err != nil {
		return nil, err
	}
	ids := []int64{}
	for _, w := range wanted {
		ids = append(ids, w.OccupationID)
	}
	known, err := occupations.List(ctx, idb, ids)
	if err != nil {
		return nil, fault.Wrap(err, "name the jobs looked for")
	}
	b := blindFrom(p, lines, wanted, known, v.ID)
	if err := b.nameSkills(ctx, idb, wanted); err != nil {
		return nil, err
	}
	return b, b.nameJobs(ctx, idb)
}

// nameSkills names the skills that were chosen of the glossary.
func (b *Blind) nameSkills(ctx context.Context, idb bun.IDB, wanted []preferences.Preference) (err error) {
	for i := range wanted {
		if b.Wanted[i].Known, err = occupations.Skills(ctx, idb, wanted[i].Skills); err != nil {
			return err
		}
	}
	return nil
}

// nameJobs finds in the glossary what the typed titles name, in whatever language and
// gender they are, and takes the gender out of the others.
func (b *Blind) nameJobs(ctx context.Context, idb bun.IDB) error {
	titles := make([]string, len(b.Jobs))
	for i := range b.Jobs {
		titles[i] = b.Jobs[i].Occupation
		b.Jobs[i].Occupation = neutral.Title(b.Jobs[i].Occupation)
	}
	found, err := occupations.Named(ctx, idb, titles)
	for i := range found {
		b.Jobs[i].Known = found[i]
	}
	return err
}

// blindFrom leaves out whose it is.
func blindFrom(p *people.Person, lines []people.Entry, wanted []preferences.Preference, known map[int64]occupations.Occupation, cvID int64) *Blind {
	s := hidden(p, lines)
	text := func(typed string) string { return neutral.Text(s.clean(typed)) }
	b := &Blind{CVID: cvID, Town: p.City}
	for _, w := range wanted {
		b.Wanted = append(b.Wanted, BlindWanted{Occupation: known[w.OccupationID], Years: w.Years, Hours: w.Hours, Mobility: w.Mobility,
			Skills: text(w.SkillText), Licence: text(w.Licences), Tools: text(w.Tools)})
	}
	for _, e := range lines {
		switch e.Kind {
		case "job":
			b.Jobs = append(b.Jobs, BlindJob{Occupation: s.clean(e.Data["occupation"]), Sector: text(e.Data["sector"]), Duties: text(e.Data["duties"]),
				Months: months(e.Data["from"], e.Data["to"])})
		case "education":
			b.Studies = append(b.Studies, BlindStudy{Title: neutral.Title(s.clean(e.Data["title"])), Field: text(e.Data["field"])})
		case "language":
			b.Languages = append(b.Languages, BlindLanguage{Tag: e.Data["lang"], Level: level(e.Data)})
		case "licence":
			b.Licences = append(b.Licences, BlindLicence{Type: e.Data["type"], Title: neutral.Title(s.clean(e.Data["title"]))})
		}
	}
	return b
}

// hidden are the words that would say whose a text is: names, where the person was born
// and lives but the town, employers and schools.
func hidden(p *people.Person, lines []people.Entry) scrubber {
	names := []string{p.Given, p.Surname, p.OwnName, p.Street, p.FiscalCode}
	if !strings.EqualFold(p.BirthPlace, p.City) {
		names = append(names, p.BirthPlace)
	}
	for _, c := range p.Contacts {
		names = append(names, c.Value, c.Note)
	}
	for _, e := range lines {
		names = append(names, e.Data["employer"], e.Data["school"])
	}
	return scrubberOf(common.ReplaceAllString(strings.Join(names, " "), " "))
}

// months counts from one month ("2019-03" or "2019") to another; 0 where either is not
// known: a job that goes on has no end to count to without saying when it began.
func months(from, to string) int {
	a, b := monthOf(from, false), monthOf(to, true)
	if a.IsZero() || b.IsZero() || b.Before(a) {
		return 0
	}
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month()) + 1
}

func monthOf(text string, last bool) time.Time {
	if at, err := time.Parse("2006-01", text); err == nil {
		return at
	}
	year, err := strconv.Atoi(text)
	if err != nil {
		return time.Time{}
	}
	if last {
		return time.Date(year, 12, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
}

// level is the best level said of a language, in capitals.
func level(data map[string]string) string {
	best := ""
	for _, skill := range []string{"listening", "reading", "speaking", "interaction", "writing"} {
		best = max(best, data[skill])
	}
	if data["mother"] != "" {
		best = "c2"
	}
	return strings.ToUpper(best)
}
