package accesses

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/services"
)

// Service is a standard service that may be ticked as delivered.
type Service struct {
	// Code is what a row keeps, repertoire and code: "piemonte.A.2". With the day of the
	// row it names one version of the standard.
	Code string
	// Repertoire and Short are for the reader.
	Repertoire i18n.Text
	Short      string
	Name       i18n.Text
	// Own belongs to the area; Proposed is the area's first of each repertoire.
	Own, Proposed bool
}

// Services lists the standards for people in use on the day, those of the area first.
func Services(ctx context.Context, idb bun.IDB, area *services.Area, day desks.Date) ([]Service, error) {
	all, err := services.ListStandards(ctx, idb, services.StandardFilter{}, day)
	if err != nil {
		return nil, err
	}
	repertoires, err := services.Repertoires(ctx, idb)
	if err != nil {
		return nil, err
	}
	retired, proposed := map[string]bool{}, map[string]bool{}
	for _, r := range repertoires {
		retired[r.Code] = !r.RetiredAt.IsZero()
	}
	var own, other []Service
	for i := range all {
		s := &all[i]
		if s.Audience != services.ForPeople || retired[s.Repertoire] {
			continue
		}
		x := Service{Code: s.Repertoire + "." + s.Code, Repertoire: s.RepertoireName, Short: s.Code, Name: s.Name}
		if x.Own = slices.Contains(s.Rules.Areas, area.Code); !x.Own {
			other = append(other, x)
			continue
		}
		x.Proposed = !proposed[s.Repertoire]
		proposed[s.Repertoire] = true
		own = append(own, x)
	}
	return append(own, other...), nil
}

// proposedCodes are those a panel opens with.
func proposedCodes(list []Service) []string {
	codes := []string{}
	for _, s := range list {
		if s.Proposed {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// codesOf are the proposed codes of an area on a day.
func codesOf(ctx context.Context, idb bun.IDB, area *services.Area, day desks.Date) ([]string, error) {
	list, err := Services(ctx, idb, area, day)
	return proposedCodes(list), err
}

// checkCodes wants standards of the day, of repertoires in use or not.
func checkCodes(ctx context.Context, idb bun.IDB, c *fault.Check, codes []string, day desks.Date) error {
	if len(codes) == 0 {
		return nil
	}
	all, err := services.ListStandards(ctx, idb, services.StandardFilter{}, day)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if !slices.ContainsFunc(all, func(s services.Standard) bool { return s.Repertoire+"."+s.Code == code }) {
			c.Add("codes", "accesses.error.codes")
			return nil
		}
	}
	return nil
}
