package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/imports"
	"approdo/app/people"
	"approdo/app/web/tables"
)

// townsfolk are parts of invented names, in the alphabets desks meet.
var townsfolk = [][2][]string{
	{{"Mari", "Giov", "Ann", "Ele", "Nico", "Sal", "Vit", "Tere"}, {"Ros", "Bianch", "Espos", "Ferrar", "Colon", "Marin", "Grec", "Lomb"}},
	{{"فاطمة", "محمد", "أمينة", "يوسف", "خديجة", "سمير"}, {"بن علي", "الحسن", "منصور", "عبد الرحمن", "حداد", "زيدان"}},
	{{"Олена", "Тарас", "Ірина", "Богдан", "Наталя", "Марко"}, {"Шевч", "Ковал", "Бондар", "Мельн", "Ткач", "Кравч"}},
	{{"রহিম", "করিম", "সালমা", "নাজমা", "জামাল", "শিরিন"}, {"হোসেন", "খান", "চৌধুরী", "বেগম", "আলী", "মিয়া"}},
}

// sheet is a file of so many people as another program writes it: every fiftieth comes
// twice, every hundredth has a cell that is wrong.
func sheet(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("ID utente;Nome;Cognome;Sesso;Nato il;Cittadinanza;Cellulare;Email;Indirizzo;CAP;Comune\r\n")
	syllables := []string{"ba", "ri", "to", "le", "mu", "ca", "ne", "so", "vi", "da", "fe", "gu", "po", "ra", "zi", "ho"}
	for i := range rows {
		n := i
		if i%50 == 49 {
			n = i - 7 // the same person again
		}
		part := townsfolk[max(0, n%10-6)]
		given, surname := part[0][n*7%len(part[0])], part[1][n*13%len(part[1])]
		if n%10 < 7 {
			given += syllables[n/3%16] + syllables[n/48%16]
			surname += syllables[n*31%16] + syllables[n*17/16%16] + syllables[n/256%16]
		}
		born := time.Date(1945, 1, 1+n*37%22000, 0, 0, 0, 0, time.UTC).Format("02/01/2006")
		if i%100 == 99 {
			born = "31/02/1980"
		}
		fmt.Fprintf(&b, "%d;%s;%s;%s;%s;Marocco;333 %07d;persona%d@example.org;Via di Prova %d;70043;Monopoli\r\n",
			i, given, surname, []string{"F", "M"}[n%2], born, n, n, n%200)
	}
	return b.Bytes()
}

// pasts is a file of so many jobs of those people, found by the number of the other
// program; every hundredth has a cell that is wrong.
func pasts(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("ID utente;Mansione;Azienda;Dal;Al;Contratto\r\n")
	for i := range rows {
		from := fmt.Sprintf("%02d/%d", 1+i%12, 1995+i%20)
		if i%100 == 99 {
			from = "forse"
		}
		fmt.Fprintf(&b, "%d;Mestiere di prova %d;Ditta inventata %d;%s;%d;tempo determinato\r\n", i*7919%rows, i%300, i%1000, from, 2016+i%8)
	}
	return b.Bytes()
}

// importing measures a file from upload to undo beside a town that is there already,
// while somebody at the desk goes on searching and opening files.
func importing(ctx context.Context, o options, s *scratch, out io.Writer) (err error) {
	c, err := cluster.Start(ctx, cluster.Options{DataDir: s.dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Stop()) }()
	pools, err := db.Open(c.DSN(), db.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pools.Close()) }()
	return importIn(ctx, o, pools, out)
}

func importIn(ctx context.Context, o options, pools *db.Pools, out io.Writer) error {
	var desk int64
	if err := pools.Web.NewRaw("SELECT min(id) FROM desks").Scan(ctx, &desk); err != nil {
		return err
	}
	town, err := pools.Web.NewSelect().Table("people").Where("id > 1000000").Exists(ctx)
	if err == nil && !town { // else the searches were measured before
		err = settle(ctx, pools.Work, desk, o.people)
	}
	if err != nil {
		return err
	}
	ids, err := auth.SeedDemo(ctx, pools.Work, []auth.DemoUser{{Email: "imports@example.org", Name: "Prova", Lang: "it", Roles: []auth.Role{auth.Coordinator}}},
		"una frase molto lunga", time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d people are known\n", o.people)
	r := &filing{pools: pools, out: out, desk: desk, actor: auth.Actor{UserID: ids["imports@example.org"], Roles: []auth.Role{auth.Coordinator}}}
	return r.measure(ctx, o)
}

// filing is imports under measurement.
type filing struct {
	pools *db.Pools
	out   io.Writer
	desk  int64
	actor auth.Actor
}

func (r *filing) measure(ctx context.Context, o options) error {
	var batches [2]int64
	before := peak()
	for i, kind := range []string{imports.People, "job"} {
		var err error
		if batches[i], err = r.bring(ctx, o, kind, [][]byte{sheet(o.rows), pasts(o.rows)}[i]); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	for i := range batches {
		id := batches[len(batches)-1-i] // the history first, else its people stay
		if err := imports.Undo(ctx, r.pools.Web, r.actor, id, time.Now()); err != nil {
			return err
		}
		if err := r.work(ctx, o, id, "undo"); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.out, "memory of this process, at most: %d MiB, before the files %d MiB\n", peak()>>10, before>>10)
	return nil
}

// bring uploads, tries and imports a file.
func (r *filing) bring(ctx context.Context, o options, kind string, file []byte) (int64, error) {
	began := time.Now()
	rows, err := tables.Read(file)
	if err != nil {
		return 0, err
	}
	lines := make([]imports.Line, len(rows))
	for i, x := range rows {
		lines[i] = imports.Line{Number: x.Number, Cells: x.Cells}
	}
	id, err := imports.Start(ctx, r.pools.Web, r.actor, imports.File{DeskID: r.desk, Name: "prova.csv", Kind: kind, Lines: lines}, time.Now())
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(r.out, "import of %d rows, %s (%d KiB)\nupload  %s\n", o.rows, kind, len(file)>>10, time.Since(began).Round(time.Millisecond))
	b, err := imports.Find(ctx, r.pools.Web, r.actor, id)
	if err != nil {
		return 0, err
	}
	if err := imports.Map(ctx, r.pools.Web, r.actor, id, b.Fields, time.Now()); err != nil {
		return 0, err
	}
	if err := r.work(ctx, o, id, "check"); err != nil {
		return 0, err
	}
	if err := imports.Import(ctx, r.pools.Web, r.actor, id, time.Now()); err != nil {
		return 0, err
	}
	return id, r.work(ctx, o, id, "import")
}

// ends are the states in which the works are done.
var ends = map[string]string{"check": imports.Checked, "import": imports.Checked, "undo": imports.Undone}

// work runs the job until it has ended well, and a colleague beside it.
func (r *filing) work(ctx context.Context, o options, id int64, name string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	waits := make(chan []time.Duration, 1)
	go r.colleague(ctx, waits)
	began := time.Now()
	for {
		b, err := imports.Find(ctx, r.pools.Web, r.actor, id)
		if err != nil {
			return err
		}
		if !b.Busy() {
			if want := ends[name]; b.State != want {
				return fmt.Errorf("%s ended as %q instead of %q", name, b.State, want)
			}
			break
		}
		if err := imports.Handlers()[imports.StepKind](ctx, r.pools.Work, fmt.Appendf(nil, `{"Batch":%d}`, id), time.Now()); err != nil {
			return err
		}
	}
	took := time.Since(began)
	cancel()
	x := summary(<-waits, took)
	fmt.Fprintf(r.out, "%-7s %s, %.0f rows a second; a colleague opening files meanwhile: p50 %.1f ms, p99 %.1f ms\n",
		name, took.Round(100*time.Millisecond), float64(o.rows)/took.Seconds(), ms(x.p50), ms(x.p99))
	return nil
}

// colleague looks who is alike and opens a file, ten times a second, until ctx ends.
func (r *filing) colleague(ctx context.Context, waits chan<- []time.Duration) {
	var all []time.Duration
	for n := 0; ctx.Err() == nil; n++ {
		f := people.Form{Identity: people.Identity{Given: "Collega", Surname: "Prova " + strconv.Itoa(n), Lang: "it"}}
		began := time.Now()
		_, err := people.Similar(ctx, r.pools.Web, r.actor, f)
		if err == nil {
			_, err = people.Open(ctx, r.pools.Web, r.actor, r.desk, f, began)
		}
		if err == nil {
			all = append(all, time.Since(began))
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	waits <- slices.Clip(all)
}

// peak is the most memory this process had so far, in KiB; 0 where the system does not
// tell.
func peak() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	line, _, _ := strings.Cut(rest, "kB")
	n, _ := strconv.Atoi(strings.TrimSpace(line))
	return n
}
