package portal

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/inspect"
	"approdo/app/web"
)

// OwnCVPage is a person's CV: where it stands, what was read in it, and a way to hand one in.
type OwnCVPage struct {
	web.Page
	// Poll is where the page asks whether something changed, "" where nothing is awaited;
	// Say is what is read out where it did.
	Poll, Say string
	Now       *OwnCVCard
	Coming    *OwnCVCard
	// Lacks are the keys of what the file misses, with a page to add each.
	Lacks     []OwnCVLack
	RefusedOf string
	Why       string
	Proposals []OwnProposal
	// AcceptAll takes every new line at once, "" where there are not several.
	AcceptAll string
	Send      *OwnCVForm
	Errors    []web.FieldError
}

// OwnCVCard is one CV as its person sees it.
type OwnCVCard struct {
	Name, Badge, Tone, Text string
	AddedAt, Last           time.Time
	Pages                   int
	// File, Renew and Delete are addresses, "" where it cannot be done.
	File, Renew, Delete string
	// Copy is the address of a CV made here in the reader's language, CopyLabel its words.
	Copy, CopyLabel string
	// Found says whether companies find it.
	Found string
}

// OwnCVLack is something a CV waits for.
type OwnCVLack struct {
	Key, URL string
	There    bool
}

// OwnCVForm hands a CV in.
type OwnCVForm struct {
	Action       string
	File, Warned web.Field
	// Warn says that companies find the CV as soon as it is ready.
	Warn bool
}

// ownCVPath is the page of a person's own CV.
const ownCVPath = "/area-personale/cv"

// Inspecting gives the screens what judges documents.
func (s *Screens) Inspecting(i *inspect.Inspector) *Screens {
	s.inspector = i
	return s
}

func (s *Screens) ownCVRoutes() {
	s.web.Get(ownCVPath, web.Own, s.ownCV)
	s.web.PostFile(ownCVPath, web.Own, s.sendOwnCV)
	s.web.Get("/area-personale/cv/titolo", web.Own, s.ownTitle)
	s.web.Post("/area-personale/cv/titolo", web.Own, s.addOwnTitle)
	s.web.Post("/area-personale/cv/proposte", web.Own, s.acceptOwnAll)
	s.web.Post("/area-personale/cv/proposte/:id", web.Own, s.answerOwnProposal)
	s.web.Get("/area-personale/cv/:id/documento", web.Own, s.ownCVFile)
	s.web.Get("/area-personale/cv/:id/copia", web.Own, s.ownCVCopy)
	s.web.Post("/area-personale/cv/:id/rinnovo", web.Own, s.renewOwnCV)
	s.web.Get("/area-personale/cv/:id/eliminazione", web.Own, s.askDeleteOwnCV)
	s.web.Post("/area-personale/cv/:id/eliminazione", web.Own, s.deleteOwnCV)
	s.web.Get("/rinnovo-cv/:token", web.Public, s.showRenewal)
	s.web.Post("/rinnovo-cv/:token", web.Public, s.renewByLink)
}

func (s *Screens) ownCV(c *fiber.Ctx) error {
	p, err := s.ownCVPage(c, web.NewForm())
	if err != nil {
		return err
	}
	if !web.IsHTMX(c) {
		return s.web.Render(c, "portal/area/cv", p)
	}
	if p.Poll != "" && strings.HasSuffix(p.Poll, "?stato="+c.Query("stato")) {
		return c.SendStatus(fiber.StatusNoContent) // nothing changed: the reader's place stays
	}
	p.Say = p.said()
	return s.web.RenderFragment(c, fiber.StatusOK, "portal/area/cv_now", p)
}

// said is where the CV stands, in a few words.
func (p *OwnCVPage) said() string {
	switch {
	case p.Coming != nil:
		return p.Coming.Badge
	case p.Why != "":
		return p.Why
	case p.Now != nil:
		return p.Now.Text
	}
	return ""
}

func (s *Screens) ownCVPage(c *fiber.Ctx, f *web.Form) (*OwnCVPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	st, err := cvs.OwnStanding(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	found, err := cvs.OwnFindable(ctx, s.db.Web, r.Actor, r.Now)
	if err != nil {
		return nil, err
	}
	p := &OwnCVPage{Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path, p.CSRF = r.T("area.cv.title"), true, ownCVPath, r.CSRF
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", "")
	if st.Current != nil {
		p.Now = currentCard(r, st.Current, found)
		p.Now.Copy, p.Now.CopyLabel = s.copyOf(r, st.Current)
	}
	if st.Refused != nil {
		p.RefusedOf, p.Why = st.Refused.Name, r.L.T(st.Refused.Reason, st.Refused.ReasonArgs)
	}
	if st.Coming != nil {
		if err := s.addComing(c, p, st.Coming); err != nil {
			return nil, err
		}
	}
	if p.Poll == "" {
		p.Send = s.cvForm(r, f, found)
	}
	return p, s.addProposals(c, f, p)
}

// addComing shows a CV on its way, and has the page ask again while it is.
func (s *Screens) addComing(c *fiber.Ctx, p *OwnCVPage, v *cvs.CV) error {
	r := web.Of(c)
	p.Coming = &OwnCVCard{Name: v.Name, AddedAt: v.AddedAt.In(web.Rome()), Badge: r.T("area.cv.state." + v.State), Text: r.T("area.cv.state." + v.State + ".text"),
		Tone: "tone-info", Delete: r.URL(ownCVPath + "/" + idText(v.ID) + "/eliminazione")}
	if v.State != cvs.Incomplete {
		p.Poll = ownCVPath + "?stato=" + v.State
		return nil
	}
	lacks, err := cvs.OwnLacks(c.UserContext(), s.db.Web, r.Actor)
	p.Coming.Tone, p.Coming.File = "tone-warn", r.URL(ownCVPath+"/"+idText(v.ID)+"/documento")
	p.Lacks = []OwnCVLack{
		{"area.cv.lack.education", r.URL("/area-personale/cv/titolo"), !lacks.Education},
		{"area.cv.lack.preference", r.URL("/area-personale/lavori"), !lacks.Preference},
	}
	if !lacks.Any() {
		p.Poll, p.Coming.Text = ownCVPath+"?stato="+v.State, r.T("area.cv.whole")
	}
	return err
}

func currentCard(r *web.Request, v *cvs.CV, found bool) *OwnCVCard {
	at := func(rest string) string { return r.URL(ownCVPath + "/" + idText(v.ID) + rest) }
	card := &OwnCVCard{Name: v.Name, AddedAt: v.AddedAt.In(web.Rome()), Last: v.LastDay().In(web.Rome()), Pages: v.Pages,
		File: at("/documento"), Renew: at("/rinnovo"), Delete: at("/eliminazione"), Tone: "tone-good", Found: "area.cv.found.no"}
	if !v.Renewable(r.Now) {
		card.Renew = ""
	}
	state := "valid"
	switch {
	case v.RemovedAt != nil:
		state, card.Tone, card.Renew, card.Found, card.Last = "removed", "tone-neutral", "", "", time.Time{}
	case v.Obsolete(r.Now):
		state, card.Tone, card.Found = "obsolete", "tone-bad", ""
	case card.Renew != "":
		state, card.Tone = "ending", "tone-warn"
	}
	if found && card.Found != "" {
		card.Found = "area.cv.found.yes"
	}
	card.Badge, card.Text = r.T("area.cv.state."+state), r.T("area.cv.state."+state+".text")
	return card
}

// cvForm hands a CV in.
func (s *Screens) cvForm(r *web.Request, f *web.Form, found bool) *OwnCVForm {
	x := &OwnCVForm{Action: r.URL(ownCVPath), Warn: found}
	x.File = f.Bind(web.Field{Name: "file", Type: "file", Label: r.T("area.cv.file"), Hint: r.T("area.cv.file.hint"), Required: true,
		Accept: strings.Join(s.accepted(), ","), Max: cvs.MaxSize, Parts: web.OwnParts})
	x.Warned = f.Bind(web.Field{Name: "warned", Type: "checkbox", Label: r.T("area.cv.warned"), Required: true})
	return x
}

// accepted are the types of documents that can be taken here.
func (s *Screens) accepted() []string {
	if s.inspector == nil {
		return cvs.Types()
	}
	return s.inspector.Accept()
}
