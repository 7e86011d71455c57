package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/web"
)

// wantedMediator is the language asked for, in the address or in the form, where a
// mediator of the desk speaks it.
func wantedMediator(c *fiber.Ctx, spoken []string) string {
	if lang := c.Query("mediatore", c.FormValue("mediatore")); slices.Contains(spoken, lang) {
		return lang
	}
	return ""
}

// narrow lets the reader see only times at which a mediator of a language is free.
func (p *TimePage) narrow(r *web.Request, spoken []string, wanted string) {
	if len(spoken) == 0 {
		return
	}
	p.Picker.Mediator, p.Picker.NoMediator = wanted, wanted != "" && len(p.Picker.Days) == 0
	p.Mediators = &web.Field{Name: "mediatore", Type: "select", Either: true, Label: r.T("booking.time.mediator"),
		Options: []web.Option{{Label: r.T("booking.details.mediator.no"), Checked: wanted == ""}}}
	for _, lang := range spoken {
		p.Mediators.Options = append(p.Mediators.Options, web.Option{Value: lang, Label: i18n.Lookup(lang).Name, Checked: lang == wanted})
	}
}
