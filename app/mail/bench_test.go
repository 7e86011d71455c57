package mail

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/jobs"
)

// BenchmarkMessages sends through ledger, jobs, views and real SMTP, with four
// workers, to a server in this process.
func BenchmarkMessages(b *testing.B) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	must(b, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	must(b, err)
	for name, key := range map[string]crypto.Signer{"unsigned": nil, "rsa2048": rsaKey, "ed25519": edKey} {
		b.Run(name, func(b *testing.B) { sendMany(b, key) })
	}
}

func sendMany(b *testing.B, key crypto.Signer) {
	s := &script{}
	o := options(b, "smtp://"+s.serve(b))
	if key != nil {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		must(b, err)
		o.DKIMDomain, o.DKIMSelector, o.DKIMKeyFile = "comune.example", "s1", filepath.Join(b.TempDir(), "key.pem")
		must(b, os.WriteFile(o.DKIMKeyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	}
	d := open(b, o)
	must(b, db.InTx(b.Context(), d.pool, func(ctx context.Context, tx bun.Tx) error {
		for i := range b.N {
			m := Message{Kind: "test.hello", Subject: "appointment", SubjectID: int64(i), To: "a@example.org", Lang: "it"}
			if err := Queue(ctx, tx, m, d.clock()); err != nil {
				return err
			}
		}
		return nil
	}))
	ctx, cancel := context.WithCancel(b.Context())
	go func() {
		for ; ctx.Err() == nil; time.Sleep(2 * time.Millisecond) {
			if _, taken := s.count(); taken >= b.N {
				cancel()
			}
		}
	}()
	b.ResetTimer()
	must(b, jobs.NewRunner(d.pool, d.sender.Jobs(), nil, jobs.Options{}).Run(ctx))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
