package occupations

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/neutral"
)

// Occupation is what somebody works as. Labels are by language tag.
type Occupation struct {
	bun.BaseModel `bun:"table:occupations,alias:o"`

	ID   int64 `bun:",pk,autoincrement"`
	Code string
	// ISCO is the unit group of ISCO-08, four digits.
	ISCO string `bun:"isco"`
	// URI is its address in ESCO, "" where none is known.
	URI string `bun:"esco_uri,nullzero"`
	// Sector is the file of the shipped glossary it comes from, "" for the others.
	Sector    string
	Shipped   bool
	Labels    map[string]string `bun:"type:jsonb"`
	RetiredAt *time.Time
}

// Label is the occupation's name in a language, else in Italian, else in English, else in
// any.
func (o *Occupation) Label(lang string) string { return o.Labels[o.LabelLang(lang)] }

// LabelLang is the language of Label.
func (o *Occupation) LabelLang(lang string) string { return spoken(o.Labels, lang) }

// Skill is something to know or to be able to do.
type Skill struct {
	bun.BaseModel `bun:"table:skills,alias:s"`

	ID int64 `bun:",pk,autoincrement"`
	// Code is of our own, "" for a skill that only ESCO knows; URI is its address there.
	Code      string `bun:",nullzero"`
	URI       string `bun:"esco_uri,nullzero"`
	Shipped   bool
	Labels    map[string]string `bun:"type:jsonb"`
	RetiredAt *time.Time
	// Essential says that the occupation asked about cannot do without (SkillsOf).
	Essential bool `bun:",scanonly"`
}

// Label is the skill's name, as for an Occupation.
func (s *Skill) Label(lang string) string { return s.Labels[s.LabelLang(lang)] }

// LabelLang is the language of Label.
func (s *Skill) LabelLang(lang string) string { return spoken(s.Labels, lang) }

func spoken(labels map[string]string, lang string) string {
	for _, l := range []string{lang, i18n.Italian, "en"} {
		if labels[l] != "" {
			return l
		}
	}
	for _, l := range i18n.Languages() {
		if labels[l.Tag] != "" {
			return l.Tag
		}
	}
	return i18n.Italian
}

// Find gives an occupation, retired or not.
func Find(ctx context.Context, idb bun.IDB, id int64) (*Occupation, error) {
	o := new(Occupation)
	err := idb.NewSelect().Model(o).Where("o.id = ?", id).Scan(ctx)
	return o, fault.Wrap(db.Translate(err), "find an occupation")
}

// List gives occupations by id, retired or not; unknown ids are left out.
func List(ctx context.Context, idb bun.IDB, ids []int64) (map[int64]Occupation, error) {
	all := []Occupation{}
	byID := map[int64]Occupation{}
	if len(ids) == 0 {
		return byID, nil
	}
	err := idb.NewSelect().Model(&all).Where("o.id = ANY(?)", pgdialect.Array(ids)).Scan(ctx)
	for _, o := range all {
		byID[o.ID] = o
	}
	return byID, fault.Wrap(db.Translate(err), "list occupations")
}

// ByURI gives the occupation with an address in ESCO.
func ByURI(ctx context.Context, idb bun.IDB, uri string) (*Occupation, error) {
	o := new(Occupation)
	err := idb.NewSelect().Model(o).Where("o.esco_uri = ?", strings.TrimSpace(uri)).Scan(ctx)
	return o, fault.Wrap(db.Translate(err), "find an occupation of ESCO")
}

// Named gives the occupation that each typed title names, nil for none, whatever language
// it is in and whether a man or a woman typed it. Our own names count before those of ESCO,
// labels before others; what several occupations are called names none.
func Named(ctx context.Context, idb bun.IDB, titles []string) ([]*Occupation, error) {
	found, names := make([]*Occupation, len(titles)), make([]string, len(titles))
	for i, title := range titles {
		names[i] = nameKey(title)
	}
	var rows []struct {
		N     int
		Owner int64
	}
	err := idb.NewRaw(`SELECT n, min(owner) AS owner FROM (SELECT x.n, t.occupation_id AS owner, rank() OVER (PARTITION BY x.n ORDER BY t.shipped DESC, t.shipped AND t.preferred DESC) AS place
			FROM unnest(?::text[]) WITH ORDINALITY AS x (named, n) JOIN occupation_terms AS t ON t.named = x.named
			JOIN occupations AS o ON o.id = t.occupation_id WHERE x.named <> '' AND o.retired_at IS NULL) AS found
		WHERE place = 1 GROUP BY n HAVING count(DISTINCT owner) = 1`, pgdialect.Array(names)).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "name occupations")
	}
	var owners []int64
	for _, r := range rows {
		owners = append(owners, r.Owner)
	}
	known, err := List(ctx, idb, owners)
	for _, r := range rows {
		o := known[r.Owner]
		found[r.N-1] = &o
	}
	return found, err
}

// remarks matches what a label says in brackets.
var remarks = regexp.MustCompile(`\s*\([^)]*\)`)

// nameKey is what a title names, the same of women and of men and of a label that says both
// ("cameriere / cameriera ai piani", "trafilatore/trafilatrice").
func nameKey(title string) string {
	title = remarks.ReplaceAllString(title, "")
	if his, her, both := strings.Cut(title, "/"); both {
		a, b := strings.Fields(his), strings.Fields(her)
		if n := min(len(a), len(b)); n > 0 && neutral.Title(a[0]) == neutral.Title(b[0]) {
			title = strings.Join(append(a, b[n:]...), " ")
		}
	}
	return strings.Join(words(neutral.Title(title)), " ")
}

// Skills gives skills by id, retired or not, in the order asked for; unknown ids are left
// out.
func Skills(ctx context.Context, idb bun.IDB, ids []int64) ([]Skill, error) {
	all := []Skill{}
	if len(ids) == 0 {
		return all, nil
	}
	err := idb.NewSelect().Model(&all).Where("s.id = ANY(?)", pgdialect.Array(ids)).
		OrderExpr("array_position(?::bigint[], s.id)", pgdialect.Array(ids)).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list skills")
}

// SkillsOf gives what an occupation asks for: what our files say first, then what ESCO does;
// the essential before the others, by label in the language.
func SkillsOf(ctx context.Context, idb bun.IDB, occupationID int64, lang string) ([]Skill, error) {
	all := []Skill{}
	err := idb.NewSelect().Model(&all).Column("s.id", "s.code", "s.esco_uri", "s.shipped", "s.labels", "s.retired_at").ColumnExpr("os.essential").
		Join("JOIN occupation_skills AS os ON os.skill_id = s.id").
		Where("os.occupation_id = ? AND s.retired_at IS NULL", occupationID).
		OrderExpr("NOT os.shipped, NOT os.essential, COALESCE(s.labels ->> ?, s.labels ->> 'it', s.labels ->> 'en'), s.id", lang).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list skills of an occupation")
}

// Names gives everything an occupation is called by language, the label first.
func Names(ctx context.Context, idb bun.IDB, id int64) (map[string][]string, error) {
	var rows []struct{ Lang, Term string }
	err := idb.NewRaw("SELECT lang, term FROM occupation_terms WHERE occupation_id = ? ORDER BY lang, NOT preferred, NOT shipped, term", id).Scan(ctx, &rows)
	all := map[string][]string{}
	for _, r := range rows {
		all[r.Lang] = append(all[r.Lang], r.Term)
	}
	return all, fault.Wrap(db.Translate(err), "list names of an occupation")
}
