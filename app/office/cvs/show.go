package cvs

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/people"
	"approdo/app/web"
)

// ShowPage is where a person is with their CV, and what was read in it.
type ShowPage struct {
	web.Page
	Name, Back string
	// Poll is true while a file is being checked.
	Poll bool
	// Current, Coming and Refused are nil where there is none.
	Current, Coming *Row
	Refused, Why    string
	// Lacks are sentences about what the file misses.
	Lacks     []Lack
	CanManage bool
	Proposals []ProposalRow
	AcceptAll string
	Form      *Form
	Errors    []web.FieldError
}

// Row is one CV.
type Row struct {
	Name, Badge, Tone   string
	Facts               []web.Fact
	File, Renew, Remove string
}

// Lack is something the file misses, and where it is added.
type Lack struct{ Text, URL string }

// Form hands a CV in for the person.
type Form struct {
	Action               string
	File, Agreed, Warned web.Field
	Warn                 bool
}

func (s *Screens) show(c *fiber.Ctx) error { return s.render(c, web.NewForm(), s.web.Render) }

func (s *Screens) render(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	if err := people.NoteRead(ctx, s.db.Web, r.Actor, person.ID, people.PartFile, r.Now); err != nil {
		return err
	}
	st, err := cvs.StandingOf(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	p := &ShowPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, "")), CanManage: r.Actor.May(auth.CVsManage), Errors: f.Errors()}
	p.Title, p.Path = r.T("cvs.title"), web.PersonPath(person.ID, "/cv")
	if err := s.stand(c, p, st, person.ID); err != nil {
		return err
	}
	if p.CanManage {
		if err := s.addForm(c, f, p, person.ID); err != nil {
			return err
		}
	}
	if err := s.addProposals(c, f, p, person); err != nil {
		return err
	}
	return render(c, "office/cvs/show", p)
}

// stand puts the CVs of the person on the page.
func (s *Screens) stand(c *fiber.Ctx, p *ShowPage, st *cvs.Standing, personID int64) error {
	r := web.Of(c)
	if st.Refused != nil {
		p.Refused, p.Why = st.Refused.Name, r.L.T(st.Refused.Reason, st.Refused.ReasonArgs)
	}
	if v := st.Current; v != nil {
		state, tone := "ready", "tone-good"
		if v.Obsolete(r.Now) {
			state, tone = "obsolete", "tone-bad"
		}
		p.Current = p.row(r, v, state, tone)
		p.Current.Facts = append(p.Current.Facts, web.Fact{Label: r.T("cvs.fact.until"), Value: day(r, v.LastDay())})
		if p.CanManage && v.Renewable(r.Now) {
			p.Current.Renew = r.URL(p.Path + "/" + web.IDText(v.ID) + "/rinnovo")
		}
	}
	if st.Coming == nil {
		return nil
	}
	p.Coming = p.row(r, st.Coming, st.Coming.State, "tone-warn")
	if p.Poll = st.Coming.State != cvs.Incomplete; p.Poll {
		p.Coming.File = ""
		return nil
	}
	lacks, err := cvs.LacksOf(c.UserContext(), s.db.Web, r.Actor, personID)
	if lacks.Education {
		p.Lacks = append(p.Lacks, Lack{r.T("cvs.lack.education"), r.URL(web.PersonPath(personID, "/voci/education"))})
	}
	if lacks.Preference {
		p.Lacks = append(p.Lacks, Lack{r.T("cvs.lack.preference"), r.URL(web.PersonPath(personID, "/propensioni"))})
	}
	return err
}

func (p *ShowPage) row(r *web.Request, v *cvs.CV, state, tone string) *Row {
	at := p.Path + "/" + web.IDText(v.ID)
	x := &Row{Name: v.Name, Badge: r.T("cvs.state." + state), Tone: tone, File: r.URL(at + "/documento")}
	if p.CanManage {
		x.Remove = r.URL(at + "/rimozione")
	}
	x.Facts = []web.Fact{{Label: r.T("cvs.fact.added"), Value: day(r, v.AddedAt)}, {Label: r.T("cvs.fact.source"), Value: r.T("cvs.source." + v.Source)}}
	if v.Agreed != "" {
		x.Facts = append(x.Facts, web.Fact{Label: r.T("cvs.fact.agreed"), Value: r.T("cvs.agreed." + v.Agreed)})
	}
	return x
}

func day(r *web.Request, at time.Time) string { return r.L.DateShort(at.In(web.Rome())) }

// addForm hands a CV in for the person.
func (s *Screens) addForm(c *fiber.Ctx, f *web.Form, p *ShowPage, personID int64) error {
	r := web.Of(c)
	found, err := cvs.Findable(c.UserContext(), s.db.Web, r.Actor, personID, r.Now)
	x := &Form{Action: r.URL(p.Path), Warn: found}
	accept := cvs.Types()
	if s.inspector != nil {
		accept = s.inspector.Accept()
	}
	x.File = f.Bind(web.Field{Name: "file", Type: "file", Label: r.T("cvs.form.file"), Hint: r.T("cvs.form.file.hint"), Required: true,
		Accept: strings.Join(accept, ","), Max: cvs.MaxSize, Parts: web.OfficeParts})
	var ways []web.Option
	for _, w := range cvs.Ways() {
		ways = append(ways, web.Option{Value: w, Label: r.T("cvs.agreed." + w)})
	}
	x.Agreed = f.Bind(web.Field{Name: "agreed", Type: "radio", Label: r.T("cvs.form.agreed"), Options: ways, Required: true})
	x.Warned = f.Bind(web.Field{Name: "warned", Type: "checkbox", Label: r.T("cvs.form.warned"), Required: true})
	p.Form = x
	return err
}
