package referrals

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/referrals"
	"approdo/app/web"
)

// SpecialPage is what of special categories a referral shares: to choose for the sender,
// to read for the receiver, whose every reading is noted.
type SpecialPage struct {
	web.Page
	Name, Back string
	// Facts say what is shared, why, and how the person agreed.
	Facts []web.Fact
	// Notes and Needs are what the receiver reads.
	Notes []web.Fact
	Needs []string
	// Reading is true for the receiver.
	Reading bool
	// Consent is the sentence to read to the person, in their language and in Italian.
	Consent []Sentence
	Ticks   []web.Field
	Fields  []web.Field
	Missing string
	Errors  []web.FieldError
	// Action and StopURL are "" where there is nothing to do.
	Action, StopURL string
}

// Sentence is a text in a language.
type Sentence struct{ Lang, Dir, Text string }

func (s *Screens) special(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := referrals.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	if x.Is(r.Actor, referrals.Sender) {
		return s.renderSpecial(c, x, web.NewForm(), s.web.Render)
	}
	got, err := referrals.ReadSpecial(ctx, s.db.Web, s.signer, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	shared, err := referrals.Read(ctx, s.db.Web, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	p := &SpecialPage{Name: shared.Identity.Name(), Back: r.URL(path(id, "")), Facts: shareFacts(r, got.Share), Reading: true, Needs: needTexts(r, got.Needs)}
	p.Title = r.T("referrals.special.title")
	for _, n := range got.Notes {
		p.Notes = append(p.Notes, web.Fact{Label: r.T("people.special." + n.Kind), Value: n.Text})
	}
	return s.web.Render(c, "office/referrals/special", p)
}

// renderSpecial is the page of the sender.
func (s *Screens) renderSpecial(c *fiber.Ctx, x *referrals.Referral, f *web.Form, render drawing) error {
	r, ctx := web.Of(c), c.UserContext()
	share, err := referrals.FindSpecial(ctx, s.db.Web, s.signer, r.Actor, x.ID)
	if err != nil {
		return err
	}
	of, err := cases.Find(ctx, s.db.Web, r.Actor, x.CaseID)
	if err != nil {
		return err
	}
	to, err := desks.Find(ctx, s.db.Web, x.ToDeskID)
	if err != nil {
		return err
	}
	p := &SpecialPage{Name: of.Person.Name(), Back: r.URL(path(x.ID, "")), Errors: f.Errors(), Missing: f.Bind(web.Field{Name: "kinds"}).Error}
	p.Title = r.T("referrals.special.title")
	if share != nil {
		p.Facts = shareFacts(r, share)
		if share.Live() {
			p.StopURL = r.URL(path(x.ID, "/particolari/fine"))
		}
	}
	if !x.MayShareSpecial() {
		return render(c, "office/referrals/special", p)
	}
	p.Action = r.URL(path(x.ID, "/particolari"))
	for _, lang := range consentLanguages(of.Person.Lang) {
		l := s.web.In(lang)
		p.Consent = append(p.Consent, Sentence{lang, i18n.Dir(lang), l.T("referrals.consent.special", "From", l.Plain(of.Desk.Name), "To", l.Plain(to.Name))})
	}
	for _, kind := range referrals.SpecialKinds() {
		p.Ticks = append(p.Ticks, f.Bind(web.Field{Name: "kind-" + kind, Type: "checkbox", Label: specialText(r, kind)}))
	}
	if f.Get("lang") == "" {
		f.Set("lang", of.Person.Lang)
	}
	p.Fields = append([]web.Field{f.Bind(web.Field{Name: "reason", Label: r.T("referrals.special.reason"), Hint: r.T("referrals.special.reason.hint"), Max: referrals.MaxReason, Required: true, Autocomplete: "off"})},
		consentFields(r, f)...)
	return render(c, "office/referrals/special", p)
}

// consentLanguages are the person's and Italian, which the operator reads.
func consentLanguages(lang string) []string {
	if lang == i18n.Italian {
		return []string{lang}
	}
	return []string{lang, i18n.Italian}
}

// consentFields ask how and when the person said yes.
func consentFields(r *web.Request, f *web.Form) []web.Field {
	if f.Get("on") == "" {
		f.Set("on", desks.InItaly(r.Now).String())
	}
	ways := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	for _, how := range referrals.ConsentWays() {
		ways = append(ways, web.Option{Value: how, Label: r.T("referrals.how." + how)})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "how", Type: "select", Label: r.T("referrals.consent_how"), Options: ways, Required: true}),
		f.Bind(web.Field{Name: "on", Type: "date", Label: r.T("referrals.consent_on"), Required: true}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("referrals.consent_lang"), Options: r.LanguageNames(), Required: true}),
	}
}

func readConsent(f *web.Form) referrals.Consent {
	on, _ := desks.ParseDate(f.Get("on")) // no day is wrong by itself
	return referrals.Consent{How: f.Get("how"), On: on, Lang: f.Get("lang")}
}

func specialText(r *web.Request, kind string) string {
	if kind == "needs" {
		return r.T("cases.needs.title")
	}
	return r.T("people.special." + kind)
}

func needTexts(r *web.Request, needs cases.Needs) []string {
	var all []string
	for _, t := range cases.Targets() {
		if needs.Has(cases.TargetCode(t.Name)) {
			all = append(all, r.T("cases.target."+t.Name))
		}
	}
	for _, i := range cases.Indicators() {
		if needs.Has(cases.FragilityCode(i.Name)) {
			all = append(all, r.T("cases.fragility."+i.Name))
		}
	}
	return all
}

func shareFacts(r *web.Request, s *referrals.SpecialShare) []web.Fact {
	var kinds []string
	for _, kind := range s.Kinds {
		kinds = append(kinds, specialText(r, kind))
	}
	all := []web.Fact{
		{Label: r.T("referrals.fact.items"), Value: strings.Join(kinds, " · ")},
		{Label: r.T("referrals.form.reason"), Value: s.Reason},
		{Label: r.T("referrals.consent"), Value: r.T("referrals.how."+s.ConsentHow) + ", " + r.L.DateShort(s.ConsentOn.Time()),
			Note: r.L.LanguageName(s.ConsentLang) + " · " + r.T("cases.fact.notice.version", "Version", s.ConsentVersion)},
	}
	if !s.Live() {
		all = append(all, web.Fact{Label: r.T("referrals.special.stopped"), Value: r.L.DateShort(s.StoppedAt.In(web.Rome()))})
	}
	return all
}

func (s *Screens) shareSpecial(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	form := referrals.SpecialForm{Reason: f.Get("reason"), Consent: readConsent(f)}
	for _, kind := range referrals.SpecialKinds() {
		if f.Checked("kind-" + kind) {
			form.Kinds = append(form.Kinds, kind)
		}
	}
	err = referrals.ShareSpecial(c.UserContext(), s.db.Web, s.signer, r.Actor, id, form, r.Now)
	if fault.Is(err, fault.Invalid) {
		x, findErr := referrals.Find(c.UserContext(), s.db.Web, r.Actor, id)
		if findErr != nil {
			return findErr
		}
		f.Fail(r, err)
		return s.renderSpecial(c, x, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.special.done", path(id, "/particolari"), path(id, ""))
}

func (s *Screens) stopSpecial(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = referrals.StopSpecial(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.done(c, err, "referrals.special.ended", path(id, "/particolari"), path(id, "/particolari"))
}

// specialURL is where the reader chooses, or reads, what of special categories is
// shared; "" where there is nothing for them.
func (s *Screens) specialURL(c *fiber.Ctx, x *referrals.Referral) (string, error) {
	r := web.Of(c)
	if !r.Actor.May(auth.PeopleSpecial) {
		return "", nil
	}
	url := r.URL(path(x.ID, "/particolari"))
	if x.Is(r.Actor, referrals.Sender) {
		return url, nil
	}
	has, err := referrals.HasSpecial(c.UserContext(), s.db.Web, r.Actor, x)
	if !has {
		url = ""
	}
	return url, err
}
