package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/files"
	"approdo/app/inspect"
	"approdo/app/people"
)

// resume is a PDF of two pages of text that no other has.
func resume(n int) string {
	line := func(page, i int) string {
		return fmt.Sprintf("(%d.%d.%d cuoca, aiuto cucina, preparazione dei primi, pulizia e ordine della cucina) Tj T*", n, page, i)
	}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
	for page := range 2 {
		var text strings.Builder
		text.WriteString("BT /F1 10 Tf 14 TL 50 780 Td ")
		for i := range 50 {
			text.WriteString(line(page, i) + " ")
		}
		text.WriteString("ET")
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", len(objects)+2),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()))
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.String()
}

// handingIn measures what becomes of a CV: kept, judged in a child process, made a clean
// PDF, its text read, the person found by its words.
func handingIn(ctx context.Context, o options, s *scratch, out io.Writer) (err error) {
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
	blobs, err := files.OpenLocal(filepath.Join(s.dir, "bench-files"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	return handInTo(ctx, o, pools, blobs, out)
}

func handInTo(ctx context.Context, o options, pools *db.Pools, blobs files.Store, out io.Writer) error {
	vault, err := files.NewVault(blobs, files.Options{Secret: []byte("a secret of the bench alone")})
	if err != nil {
		return err
	}
	var desk int64
	if err := pools.Web.NewRaw("SELECT min(id) FROM desks").Scan(ctx, &desk); err != nil {
		return err
	}
	x := &clerk{pools: pools, vault: vault, desk: cvs.Desk{Inspector: inspect.New(inspect.Options{}), Vault: vault}}
	for i := range x.people {
		x.people[i], err = people.Open(ctx, pools.Work, auth.Program("bench"), desk, people.Form{Identity: people.Identity{Given: "Prova", Lang: "it"}}, time.Now())
		if err != nil {
			return err
		}
	}
	var kept, done []time.Duration
	began := time.Now()
	for time.Since(began) < o.slice*2 {
		two, ready, err := x.two(ctx)
		if err != nil {
			return err
		}
		kept, done = append(kept, two...), append(done, ready...)
	}
	over := time.Since(began)
	a, b := summary(kept, over), summary(done, over)
	_, err = fmt.Fprintf(out, "CVs of two pages, two at a time: %.1f/s from upload to text; the upload itself %.0f ms (p99 %.0f), until its words are kept %.0f ms (p99 %.0f)\n",
		b.perSecond, ms(a.p50), ms(a.p99), ms(b.p50), ms(b.p99))
	return err
}

// clerk hands CVs in and does their jobs.
type clerk struct {
	pools *db.Pools
	vault *files.Vault
	desk  cvs.Desk
	// people hand one in each, again and again: the new one takes the place of the old.
	people [2]int64
	n      int
}

// two hands two CVs in at once, each for itself, and gives how long it took.
func (x *clerk) two(ctx context.Context) (kept, done []time.Duration, err error) {
	kept, done = make([]time.Duration, 2), make([]time.Duration, 2)
	errs := make([]error, 2)
	var wait sync.WaitGroup
	for i := range 2 {
		x.n++
		content := resume(x.n)
		wait.Go(func() { kept[i], done[i], errs[i] = x.one(ctx, x.people[i], content) })
	}
	wait.Wait()
	return kept, done, errors.Join(errs...)
}

func (x *clerk) one(ctx context.Context, person int64, content string) (kept, done time.Duration, err error) {
	began := time.Now()
	in := cvs.Upload{Agreed: "paper", Files: []cvs.NewFile{{Name: "cv.pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}}}
	v, err := cvs.Save(ctx, x.pools.Web, x.vault, auth.Program("bench"), person, in, began)
	if err != nil {
		return 0, 0, err
	}
	kept = time.Since(began)
	payload, err := json.Marshal(map[string]int64{"id": v.ID})
	for _, kind := range []string{cvs.CheckKind, cvs.ReadKind} {
		if err == nil {
			err = x.desk.Handlers()[kind](ctx, x.pools.Work, payload, time.Now())
		}
	}
	return kept, time.Since(began), err
}
