package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
)

// demoPeople are plainly invented, and so are their numbers; they are those who book in
// the demo.
var demoPeople = []struct {
	form    Form
	entries map[string]map[string]string
}{
	{Form{Identity: Identity{Given: "Prova", Surname: "Rossi", Sex: "F", BornOn: birthday(1979, 3, 12), Citizenship: "IT", Lang: "it"}, Contacts: phone("+390800000001")},
		map[string]map[string]string{"job": {"occupation": "Cameriera", "from": "2015", "to": "2024-09", "contract": "seasonal"}, "education": {"isced": "3", "title": "Qualifica alberghiera", "country": "IT", "year": "1997"}}},
	{Form{Identity: Identity{Given: "Esempio", Surname: "Hassan", OwnName: "مثال حسن", Sex: "M", BornOn: birthday(1994, 7, 1), Citizenship: "SO", Lang: "ar", Mediator: "ar"}, Contacts: append(phone("+390800000002"), Contact{Kind: Email, Value: "esempio.hassan@demo.example"})},
		map[string]map[string]string{"permit": {"type": "asylum", "expires": "2028-05-31", "may_work": "1"}, "language": {"lang": "ar", "mother": "1"}}},
	{Form{Identity: Identity{Given: "Finta", Surname: "Popescu", Sex: "F", BornOn: birthday(1988, 11, 23), Citizenship: "RO", Lang: "ro"}, Contacts: phone("+390800000003")},
		map[string]map[string]string{"job": {"occupation": "Assistente familiare", "from": "2012", "contract": "domestic"}}},
	{Form{Identity: Identity{Given: "Demo", Surname: "Hoxha", Sex: "F", BornOn: birthday(2001, 2, 9), Citizenship: "AL", Lang: "sq"}, Contacts: phone("+390800000004")},
		map[string]map[string]string{"constraint": {"type": "care", "note": "Un bambino piccolo"}}},
	{Form{Identity: Identity{Given: "Inventato", Surname: "Kovalenko", OwnName: "Вигаданий Коваленко", Sex: "M", BornOn: birthday(1983, 12, 5), Citizenship: "UA", Lang: "uk"}, Contacts: phone("+390800000007")},
		map[string]map[string]string{"permit": {"type": "temporary", "expires": "2027-03-04", "may_work": "1"}, "licence": {"type": "c", "expires": "2029-01-31"}}},
	{Form{Identity: Identity{Given: "Campione", Surname: "Li", OwnName: "李样本", Sex: "M", BornOn: birthday(1996, 5, 30), Citizenship: "CN", Lang: "zh", Mediator: "zh"}, Contacts: phone("+390800000008")}, nil},
}

func birthday(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func phone(number string) []Contact { return []Contact{{Kind: Phone, Value: number}} }

// SeedDemo opens the files of invented people at a desk and gives their ids.
func SeedDemo(ctx context.Context, idb bun.IDB, deskID int64, now time.Time) ([]int64, error) {
	actor := auth.Program("seed")
	var ids []int64
	for _, p := range demoPeople {
		id, err := Open(ctx, idb, actor, deskID, p.form, now)
		if err != nil {
			return nil, fault.Wrap(err, "seed demo people")
		}
		for kind, data := range p.entries {
			if _, err := AddEntry(ctx, idb, actor, id, kind, data, now); err != nil {
				return nil, fault.Wrap(err, "seed demo people")
			}
		}
		ids = append(ids, id)
	}
	return ids, nil
}
