package portal

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/pages"
	"approdo/app/web"
)

// ratingPurpose signs the link to the second question.
const ratingPurpose = "rating"

// Ratings a single address may give in an hour: a whole family on one connection.
const ratingsAnHour = 30

// ratingForm is the question under a page (views/portal/ratings/form): stars and,
// shown as soon as a star is chosen, why. Without the style sheet's help, or with
// stars alone, the second question is a page of its own.
type ratingForm struct {
	Kind, Page, CSRF string
	Question         string
	Stars            []star
	Low, High        branch
}

type star struct {
	Value int
	Label string
}

// branch is the second question: Modello Comuni asks another one from four stars on.
type branch struct {
	Name, Question string
	Answers        []web.Option
}

func ratingOf(r *web.Request, kind pages.RatingKind, path string) ratingForm {
	f := ratingForm{
		Kind: string(kind), Page: path, CSRF: r.CSRF, Question: r.T("rating.question." + string(kind)),
		Low: branchOf(r, 1), High: branchOf(r, 5),
	}
	for n := 5; n >= 1; n-- { // the style sheet fills the stars from the last to the chosen one
		f.Stars = append(f.Stars, star{n, r.L.N("rating.stars", n)})
	}
	return f
}

func branchOf(r *web.Request, stars int) branch {
	b := branch{Name: "low", Question: r.T("rating.low.question")}
	if pages.Satisfied(stars) {
		b = branch{Name: "high", Question: r.T("rating.high.question")}
	}
	for _, reason := range pages.Reasons(stars) {
		b.Answers = append(b.Answers, web.Option{Value: reason, Label: r.T("rating.reason." + reason)})
	}
	return b
}

// RatingPage asks for stars on a page of its own; RatingReasonPage asks why.
type RatingPage struct {
	web.Page
	Rating ratingForm
	Errors []web.FieldError
}

// RatingReasonPage is the second question, for the stars already given.
type RatingReasonPage struct {
	web.Page
	Action string
	Branch branch
	Back   string
}

func (s *information) newRating(c *fiber.Ctx) error {
	return s.web.Render(c, "portal/ratings/new", ratingPage(web.Of(c), c.Query("domanda"), c.Query("pagina"), nil))
}

func ratingPage(r *web.Request, kind, path string, errors []web.FieldError) *RatingPage {
	if kind != string(pages.Ease) {
		kind = string(pages.Clarity)
	}
	page := &RatingPage{Rating: ratingOf(r, pages.RatingKind(kind), pageOf(path)), Errors: errors}
	page.Title, page.NoIndex = r.T("rating.title"), true
	page.Crumbs = crumbs(r, "rating.title", "")
	return page
}

func (s *information) rate(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	f := web.ReadForm(c)
	stars, _ := strconv.Atoi(f.Get("rate")) // nothing chosen is no star: the noun says so
	in := pages.Rating{
		Kind: pages.RatingKind(f.Get("kind")), Page: pageOf(f.Get("page")), Stars: stars,
		Reason: f.Get("reason"), Comment: f.Get("comment"), Lang: r.Lang,
	}
	if err := s.allow(ctx, "rating:"+c.IP(), ratingsAnHour, time.Hour, r.Now); err != nil {
		return err
	}
	given, err := pages.Rate(ctx, s.db.Web, in, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/ratings/new", ratingPage(r, f.Get("kind"), in.Page, f.Errors()))
	}
	if err != nil {
		return err
	}
	if given.Reason == "" && given.Comment == "" {
		return web.SeeOther(c, "/valutazione/"+s.signer.Token(ratingPurpose, given.ID))
	}
	s.web.Flash(c, "success", "rating.thanks")
	return web.SeeOther(c, given.Page)
}

func (s *information) askReason(c *fiber.Ctx) error {
	r := web.Of(c)
	given, err := s.openRating(c)
	if err != nil {
		return err
	}
	page := &RatingReasonPage{Action: r.URL("/valutazione/" + c.Params("token")), Branch: branchOf(r, given.Stars), Back: r.URL(given.Page)}
	page.Title, page.NoIndex = r.T("rating.title"), true
	page.Crumbs = crumbs(r, "rating.title", "")
	return s.web.Render(c, "portal/ratings/reason", page)
}

func (s *information) explainRating(c *fiber.Ctx) error {
	r := web.Of(c)
	given, err := s.openRating(c)
	if err != nil {
		return err
	}
	f := web.ReadForm(c)
	if err := pages.Explain(c.UserContext(), s.db.Web, given.ID, f.Get("reason"), f.Get("comment"), r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "rating.thanks")
	return web.SeeOther(c, given.Page)
}

func (s *information) openRating(c *fiber.Ctx) (*pages.Rating, error) {
	id, err := s.signer.Open(ratingPurpose, c.Params("token"))
	if err != nil {
		return nil, err
	}
	return pages.FindRating(c.UserContext(), s.db.Web, id)
}
