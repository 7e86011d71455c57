package pages

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/i18n"
)

// SeedDemo enters the institution of the demo: the desk of the Carta dei Servizi.
// Names of the project, the funder and the municipality are those of the source;
// addresses, numbers and mailboxes are invented (example domains). It is quiet
// where an institution was entered already.
func SeedDemo(ctx context.Context, tx bun.IDB, now time.Time) error {
	n, err := tx.NewSelect().Model((*Institution)(nil)).Count(ctx)
	if err != nil || n > 0 {
		return err
	}
	return Save(ctx, tx, auth.Program("seed"), Demo(), now)
}

// Demo is the institution SeedDemo enters.
func Demo() Institution {
	return Institution{
		Name: "Sportello Lavoro",
		Tagline: i18n.Text{
			"it": "Orientamento e aiuto per trovare lavoro",
			"en": "Guidance and help to find work",
			"fr": "Orientation et aide pour trouver un emploi",
			"es": "Orientación y ayuda para encontrar trabajo",
			"ro": "Orientare și ajutor pentru găsirea unui loc de muncă",
			"sq": "Orientim dhe ndihmë për të gjetur punë",
			"ar": "الإرشاد والمساعدة في البحث عن عمل",
			"uk": "Поради та допомога в пошуку роботи",
			"ru": "Консультации и помощь в поиске работы",
			"zh": "就业指导与求职帮助",
			"bn": "কাজ খুঁজে পেতে পরামর্শ ও সাহায্য",
			"ur": "کام تلاش کرنے میں رہنمائی اور مدد",
		},
		ParentName:       "Comune di Monopoli",
		ParentURL:        "https://www.monopoli.example/",
		Address:          "Via Dimostrativa 1, 70043 Monopoli (BA)",
		Phone:            "+39 080 000 0000",
		Email:            "sportello.lavoro@monopoli.example",
		PEC:              "sportello.lavoro@pec.monopoli.example",
		ProtectionEmail:  "rpd@monopoli.example",
		AccessibilityURL: "https://form.agid.gov.it/",
		DefaultLang:      i18n.Italian,
		Programmes: []Programme{{
			Name: "ROTTE DA SUD EST - OPEN WORK 2.0",
			Note: i18n.Text{
				"it": "PR Puglia FESR-FSE+ 2021-2027",
				"en": "Puglia Regional Programme ERDF-ESF+ 2021-2027",
			},
			Funder: "Regione Puglia",
		}},
	}
}
