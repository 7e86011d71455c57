package candidates

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"approdo/app/cvs"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/web"
)

// ListPage finds people who agreed to it by what they can do, without their name.
type ListPage struct {
	web.Page
	Action string
	Fields []web.Field
	// Job is the occupation looked for, "" for any; Others are near it.
	Job    string
	JobID  string
	Others []Choice
	Rows   []Row
	Next   string
	Asked  bool
}

// Choice is an occupation that may have been meant.
type Choice struct{ Label, URL string }

// Row is one blind CV.
type Row struct {
	URL, Wanted, Town, Languages, Licences string
	Jobs                                   []string
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &ListPage{Action: r.URL("/ufficio/candidati")}
	p.Title = r.T("candidates.title")
	w := cvs.Wanted{Words: short(c.Query("parole")), Language: short(c.Query("lingua")), Licence: short(c.Query("patente")), Place: short(c.Query("luogo"))}
	w.Before, _ = strconv.ParseInt(c.Query("prima"), 10, 64)
	typed := short(c.Query("lavoro"))
	if err := p.choose(c, s, &w, typed); err != nil {
		return err
	}
	p.draw(r, w, typed)
	p.Asked = typed != "" || w.Words+w.Language+w.Licence+w.Place != ""
	if typed != "" && w.OccupationID == 0 {
		return s.web.Render(c, "office/candidates/list", p) // no such job: nobody
	}
	found, next, err := cvs.Candidates(ctx, s.db.Web, r.Actor, w, r.Now)
	if err != nil {
		return err
	}
	for i := range found {
		p.Rows = append(p.Rows, rowOf(r, &found[i]))
	}
	if next != 0 {
		p.Next = p.Action + "?" + query(c, "prima", web.IDText(next))
	}
	return s.web.Render(c, "office/candidates/list", p)
}

// short bounds what is typed into a filter.
func short(typed string) string {
	typed = strings.TrimSpace(typed)
	if x := []rune(typed); len(x) > 100 {
		return string(x[:100])
	}
	return typed
}

// query is the address of the page with one filter set anew, on the first page.
func query(c *fiber.Ctx, key, value string) string {
	q := url.Values{}
	for _, k := range []string{"lavoro", "mestiere", "parole", "lingua", "patente", "luogo"} {
		if v := short(c.Query(k)); v != "" {
			q.Set(k, v)
		}
	}
	q.Set(key, value)
	return q.Encode()
}

// choose finds the occupation that was typed, or picked among those near it.
func (p *ListPage) choose(c *fiber.Ctx, s *Screens, w *cvs.Wanted, typed string) error {
	if typed == "" || !occupations.Searchable(typed) {
		return nil
	}
	r := web.Of(c)
	hits, err := occupations.Search(c.UserContext(), s.db.Web, typed, r.Lang, 8)
	if err != nil || len(hits) == 0 {
		return err
	}
	picked, _ := strconv.ParseInt(c.Query("mestiere"), 10, 64)
	i := max(slices.IndexFunc(hits, func(h occupations.Hit) bool { return h.ID == picked }), 0)
	w.OccupationID, p.Job, p.JobID = hits[i].ID, hits[i].Label(r.Lang), web.IDText(hits[i].ID)
	for n := range hits {
		if n != i {
			p.Others = append(p.Others, Choice{hits[n].Label(r.Lang), p.Action + "?" + query(c, "mestiere", web.IDText(hits[n].ID))})
		}
	}
	return nil
}

// draw fills the filter form.
func (p *ListPage) draw(r *web.Request, w cvs.Wanted, typed string) {
	whatever := web.Option{Value: "", Label: r.T("candidates.any")}
	languages, licences := []web.Option{whatever}, []web.Option{whatever}
	names := display.Languages(language.Make(r.Lang))
	tags := []string{"it", "en", "fr", "es", "de"}
	for _, l := range i18n.Languages() {
		if !slices.Contains(tags, l.Tag) {
			tags = append(tags, l.Tag)
		}
	}
	for _, tag := range tags {
		languages = append(languages, web.Option{Value: tag, Label: names.Name(language.Make(tag)), Checked: tag == w.Language})
	}
	if k, err := people.FindKind("licence"); err == nil {
		for _, t := range k.Fields[0].Choices {
			licences = append(licences, web.Option{Value: t, Label: r.T("people.licence.type." + t), Checked: t == w.Licence})
		}
	}
	p.Fields = []web.Field{
		{Name: "lavoro", Either: true, Label: r.T("candidates.job"), Value: typed, Max: 100, Autocomplete: "off"},
		{Name: "parole", Either: true, Label: r.T("candidates.words"), Value: w.Words, Max: 100, Autocomplete: "off"},
		{Name: "lingua", Either: true, Type: "select", Label: r.T("candidates.language"), Options: languages, Value: w.Language},
		{Name: "patente", Either: true, Type: "select", Label: r.T("candidates.licence"), Options: licences, Value: w.Licence},
		{Name: "luogo", Either: true, Label: r.T("candidates.place"), Value: w.Place, Max: 100, Autocomplete: "off"},
	}
}

func rowOf(r *web.Request, b *cvs.Blind) Row {
	row := Row{URL: r.URL(path(b.CVID, "")), Town: b.Town}
	var wanted, languages, licences []string
	for _, w := range b.Wanted {
		wanted = append(wanted, w.Occupation.Label(r.Lang))
	}
	for _, l := range b.Languages {
		languages = append(languages, strings.TrimSpace(r.L.LanguageName(l.Tag)+" "+l.Level))
	}
	for _, l := range b.Licences {
		licences = append(licences, r.T("people.licence.type."+l.Type))
	}
	for i := range b.Jobs[:min(3, len(b.Jobs))] {
		row.Jobs = append(row.Jobs, b.Jobs[i].Name(r.Lang))
	}
	row.Wanted, row.Languages, row.Licences = strings.Join(wanted, " · "), strings.Join(languages, " · "), strings.Join(licences, " · ")
	return row
}
