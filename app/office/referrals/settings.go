package referrals

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/referrals"
	"approdo/app/web"
)

// SettingsPage says after how many days silence is late, climbs and ends the waiting.
type SettingsPage struct {
	web.Page
	Action string
	Fields []web.Field
	Errors []web.FieldError
}

const settingsPath = "/ufficio/invii-regole"

func (s *Screens) settings(c *fiber.Ctx) error {
	rules, err := referrals.FindSettings(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("answer", strconv.Itoa(rules.AnswerDays))
	f.Set("escalate", strconv.Itoa(rules.EscalateDays))
	f.Set("expire", strconv.Itoa(rules.ExpireDays))
	return s.renderSettings(c, f, s.web.Render)
}

func (s *Screens) renderSettings(c *fiber.Ctx, f *web.Form, render drawing) error {
	r := web.Of(c)
	p := &SettingsPage{Action: r.URL(settingsPath), Errors: f.Errors()}
	p.Title = r.T("referrals.rules.title")
	for _, name := range []string{"answer", "escalate", "expire"} {
		p.Fields = append(p.Fields, f.Bind(web.Field{Name: name, Type: "number", InputMode: "numeric", Required: true,
			Label: r.T("referrals.rules." + name), Hint: r.T("referrals.rules." + name + ".hint")}))
	}
	return render(c, "office/referrals/settings", p)
}

func (s *Screens) saveSettings(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	days := func(name string) int {
		n, _ := strconv.Atoi(f.Get(name)) // what is no number is 0, which no rule allows
		return n
	}
	rules := referrals.Settings{AnswerDays: days("answer"), EscalateDays: days("escalate"), ExpireDays: days("expire")}
	err := referrals.SaveSettings(c.UserContext(), s.db.Web, r.Actor, rules, r.Now)
	if f.Fail(r, err) {
		return s.renderSettings(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.rules.saved", settingsPath, settingsPath)
}
