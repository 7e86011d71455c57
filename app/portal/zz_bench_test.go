package portal_test
import ("testing";"net/http/httptest";"log/slog";"io";"time";"sort")
func TestZZBench(t *testing.T){ slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard,nil))); s:=informed(t)
for _,p:=range []string{"/","/servizi/accoglienza-e-ascolto","/sportelli/orientation-desk","/domande-frequenti","/sitemap.xml"} {
 var d []time.Duration
 for range 300 { t0:=time.Now(); r,_:=s.Web.Fiber.Test(httptest.NewRequest("GET",p,nil),-1); io.Copy(io.Discard,r.Body); d=append(d,time.Since(t0))}
 sort.Slice(d,func(i,j int)bool{return d[i]<d[j]}); t.Log(p,"p50",d[150],"p99",d[297]) } }
