package xmlengine
import ("testing";"runtime";"time")
func TestZZ(t *testing.T){
 for k:=0;k<8;k++{
  for i:=0;i<500;i++{ _,err:=CompileSchema(files("s.xsd", schemaHead+explainSchema+"</xs:schema>"), "s.xsd"); if err!=nil{t.Fatal(err)}
   if i%20==0 {runtime.GC(); time.Sleep(time.Millisecond)} }
  t.Log(residentMB(t))
 }
}
