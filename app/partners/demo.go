package partners

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// demoBodies are plainly invented, and so are their numbers and addresses.
var demoBodies = []Body{
	{Name: "Associazione Demo Porto Aperto", Sort: Association, Kind: "third", Field: "social", District: "Ambito di prova",
		Address: "Via Inventata 3", Phone: "080 000 0101", Email: "porto@ente.example", Hours: "lunedì e giovedì 9–12", Notes: "Centro d'ascolto: manda soprattutto famiglie appena arrivate."},
	{Name: "Centro per l'impiego Demo", Sort: CPI, Kind: "public", Field: "work", District: "Ambito di prova",
		Address: "Piazza Esempio 1", Phone: "080 000 0102", Email: "cpi@ente.example", Site: "https://cpi.ente.example", Hours: "dal lunedì al venerdì 9–12.30"},
	{Name: "Servizi sociali Demo del Comune", Sort: Social, Kind: "public", Field: "social", District: "Ambito di prova",
		Address: "Via Finta 20", Phone: "080 000 0103", Email: "sociali@ente.example", Hours: "martedì 15–17, su appuntamento"},
	{Name: "Ser.T. Demo", Sort: SerT, Kind: "public", Field: "health", District: "Distretto di prova", Phone: "080 000 0104", Email: "sert@ente.example"},
	{Name: "Agenzia per il lavoro Demo", Sort: Agency, Kind: "private", Field: "work", District: "Ambito di prova", Phone: "080 000 0105", Email: "agenzia@ente.example"},
	{Name: "Ente di formazione Demo", Sort: Training, Kind: "third", Field: "training", District: "Ambito di prova",
		Phone: "080 000 0106", Email: "formazione@ente.example", Site: "https://formazione.ente.example"},
	{Name: "Cooperativa sociale Demo Il Molo", Sort: Cooperative, Kind: "third", Field: "work", District: "Distretto di prova", Phone: "080 000 0107"},
}

// SeedDemo opens a few invented bodies, the first with people, an agreement and a
// contact, and gives their ids in order.
func SeedDemo(ctx context.Context, idb bun.IDB, now time.Time) ([]int64, error) {
	actor := auth.Program("seed")
	var ids []int64
	for _, b := range demoBodies {
		id, err := Put(ctx, idb, actor, b, now)
		if err != nil {
			return nil, fault.Wrap(err, "seed partner bodies")
		}
		ids = append(ids, id)
	}
	day := desks.InItaly(now)
	err := PutPerson(ctx, idb, actor, Person{PartnerID: ids[0], Name: "Referente Demo Lina", Role: "Coordinatrice del centro d'ascolto", Phone: "080 000 0111", Email: "lina@ente.example"}, now)
	if err == nil {
		err = PutAgreement(ctx, idb, actor, Agreement{PartnerID: ids[0], SignedOn: day.AddDays(-200), ValidUntil: day.AddDays(530), Subject: "Invii reciproci e incontri mensili"}, now)
	}
	if err == nil {
		err = NoteContact(ctx, idb, actor, Contact{PartnerID: ids[0], HadOn: day.AddDays(-6), How: "meeting", Whom: "Referente Demo Lina", About: "Incontro mensile: calendario dei laboratori e scheda di invio."}, now)
	}
	return ids, fault.Wrap(err, "seed partner bodies")
}

// LinkDemo makes a demo account one of a body.
func LinkDemo(ctx context.Context, idb bun.IDB, partnerID, userID int64, now time.Time) error {
	return link(ctx, idb, auth.Program("seed"), partnerID, userID, now)
}
