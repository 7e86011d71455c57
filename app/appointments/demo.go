package appointments

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// demoPeople book in the demo. They are plainly invented; the numbers are made up too.
var demoPeople = []struct {
	contact Contact
	details Details
}{
	{Contact{Name: "Prova Rossi", Phone: "+390800000001"}, Details{Lang: "it", Note: "Cerco lavoro come cameriera."}},
	{Contact{Name: "Esempio Hassan", Phone: "+390800000002"}, Details{Lang: "ar", Mediator: "ar"}},
	{Contact{Name: "Finta Popescu", Phone: "+390800000003"}, Details{Lang: "ro"}},
	{Contact{Name: "Demo Hoxha", Phone: "+390800000004"}, Details{Lang: "sq", AccessNeeds: "Vengo con un bambino piccolo."}},
	{Contact{Name: "Immaginaria Verdi", Phone: "+390800000005"}, Details{Lang: "it"}},
	{Contact{Name: "Modello Begum", Phone: "+390800000006"}, Details{Lang: "bn", Mediator: "bn"}},
	{Contact{Name: "Inventato Kovalenko", Phone: "+390800000007"}, Details{Lang: "uk"}},
	{Contact{Name: "Campione Li", Phone: "+390800000008"}, Details{Lang: "zh", Mediator: "zh"}},
}

// SeedDemo books invented people on every other free time of each desk's next
// opening days, so that the day's page shows something. Without e-mail addresses
// nobody is written to.
func SeedDemo(ctx context.Context, tx bun.IDB, list []desks.Desk, now time.Time) error {
	for i := range list {
		if err := seedDesk(ctx, tx, &list[i], i, now); err != nil {
			return fault.Wrap(err, "seed demo appointments")
		}
	}
	return nil
}

func seedDesk(ctx context.Context, tx bun.IDB, d *desks.Desk, start int, now time.Time) error {
	areas, err := services.ListAt(ctx, tx, d.ID)
	if err != nil || len(areas) == 0 {
		return err
	}
	area := areas[start%len(areas)]
	slots, err := FreeSlots(ctx, tx, Query{DeskID: d.ID, AreaID: area.ID, ForStaff: true}, now)
	if err != nil {
		return err
	}
	const most = 6
	if area.Group() && len(slots) > 0 {
		slots = slices.Repeat(slots[:1], most) // people who meet
	}
	n, used := 0, now
	for ; n < most && len(slots) > 0; slots = slots[1:] {
		if slots[0].Start.Before(used) {
			continue
		}
		who := demoPeople[(start*3+n)%len(demoPeople)]
		_, err := BookForSomebody(ctx, tx, auth.Program("seed"), StaffBooking{
			Key: fmt.Sprintf("demo-appointment-%d-%d", d.ID, n), DeskID: d.ID, AreaID: area.ID,
			Start: slots[0].Start, Channel: Phone, Details: who.details, Contact: who.contact,
		}, now)
		if err != nil {
			return err
		}
		if !area.Group() {
			used = slots[0].End.Add(area.Duration())
		}
		n++
	}
	return nil
}
