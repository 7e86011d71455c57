package portal

import (
	"context"

	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// HeldPanel says that the reader's data are kept and not used, or not sent; Until and
// Words are from when they are used again and why, "" where that is not decided.
type HeldPanel struct{ Text, Until, Words string }

// fillHeld says whether the use of the reader's data is stopped, and draws the forms that
// ask: to stop it, or to start again.
func (s *Screens) fillHeld(ctx context.Context, r *web.Request, p *DataPage, f *web.Form) error {
	held, err := people.FindRestriction(ctx, s.db.Web, r.Actor.PersonID)
	if err != nil {
		return err
	}
	kinds := []string{privacy.Correct, privacy.Object, privacy.Restrict}
	if held != nil {
		kinds = append([]string{privacy.Release}, kinds...)
		p.Held = &HeldPanel{Text: r.T("area.data.held."+held.Scope, "Date", r.L.DateShort(held.Since.In(web.Rome()))), Words: held.Words}
		if held.LiftsAt != nil {
			p.Held.Until = r.T("area.data.held.until", "Date", r.L.DateShort(held.LiftsAt.In(web.Rome())))
		}
	}
	for _, kind := range kinds {
		p.Asks = append(p.Asks, rightForm(r, f, kind))
	}
	return nil
}
