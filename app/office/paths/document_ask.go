package paths

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// AskPanel sends a version to its person to be signed from afar, and says what became of
// it.
type AskPanel struct {
	CSRF, Version string
	Badge         *Badge
	Facts         []web.Fact
	// Send and Back are where it is sent and taken back, "" where there is nothing to do.
	Send, Back string
	// AreaURL gives the person the area that is missing for it, "" where it is there.
	AreaURL string
}

func (s *Screens) askRoutes(base, kind string) {
	s.web.Post(base+"/richiesta-firma", web.May(auth.CasesManage), ofKind(kind, s.askSignature))
	s.web.Post(base+"/richiesta-firma/ritiro", web.May(auth.CasesManage), ofKind(kind, s.takeSignatureBack))
}

// addAsk puts the panel on the page of a version that may be, or was, sent.
func (s *Screens) addAsk(c *fiber.Ctx, p *DocumentPage, x *cases.Case, d *cases.Document, base string) error {
	r, ctx := web.Of(c), c.UserContext()
	request, err := cases.RequestOf(ctx, s.db.Web, r.Actor, x.ID, d.ID)
	if err != nil || request == nil && p.SignURL == "" {
		return err
	}
	a := &AskPanel{CSRF: r.CSRF, Version: strconv.Itoa(d.Version)}
	p.Ask = a
	waiting := false
	if request != nil {
		waiting = a.tell(r, request) && p.SignURL != ""
	}
	if p.SignURL == "" {
		return nil
	}
	if waiting {
		a.Back = base + "/richiesta-firma/ritiro"
		return nil
	}
	w, err := people.OwnWay(ctx, s.db.Web, x.PersonID, r.Now)
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	case err != nil || w.Channel == people.OnPaper:
		a.AreaURL = r.URL(web.PersonPath(x.Person.ID, "/area"))
	default:
		a.Send = base + "/richiesta-firma"
	}
	return nil
}

// tell says what became of a request; true where it waits.
func (a *AskPanel) tell(r *web.Request, request *cases.SignRequest) bool {
	state := request.State(r.Now)
	tone := map[string]string{cases.Waiting: "tone-info", cases.Signed: "tone-good", cases.Refused: "tone-bad"}[state]
	if tone == "" {
		tone = "tone-neutral"
	}
	a.Badge = &Badge{r.T("cases.ask.state." + state), tone}
	day := func(key string, at *time.Time) {
		if at != nil {
			a.Facts = append(a.Facts, web.Fact{Label: r.T(key), Value: r.L.DateShort(at.In(web.Rome()))})
		}
	}
	day("cases.ask.sent", &request.AskedAt)
	if day("cases.ask.answered", request.AnsweredAt); state == cases.Waiting {
		day("cases.ask.until", &request.ExpiresAt)
	}
	return state == cases.Waiting
}

func (s *Screens) askSignature(c *fiber.Ctx, kind string) error {
	return s.asking(c, kind, "cases.ask.done", func(r *web.Request, ref cases.Ref) error {
		return cases.AskSignature(c.UserContext(), s.db.Web, r.Actor, ref, r.Now)
	})
}

func (s *Screens) takeSignatureBack(c *fiber.Ctx, kind string) error {
	return s.asking(c, kind, "cases.ask.taken_back", func(r *web.Request, ref cases.Ref) error {
		return cases.TakeSignatureBack(c.UserContext(), s.db.Web, r.Actor, ref, r.Now)
	})
}

// asking is the POST of both.
func (s *Screens) asking(c *fiber.Ctx, kind, done string, do func(*web.Request, cases.Ref) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	ref := cases.Ref{CaseID: id, Kind: kind, Version: int(f.Int64("version"))}
	err = do(r, ref)
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
	} else if err != nil {
		return err
	} else {
		s.web.Flash(c, "success", done)
	}
	return web.SeeOther(c, path(id, documentPath(kind))+"?versione="+strconv.Itoa(ref.Version))
}
