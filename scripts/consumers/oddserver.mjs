// A provider that is wrong in every answer, so that a run against it has failures of
// several kinds. Writes its address to the file named.
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";

let n = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    switch (n++ % 3) {
      case 0:
        response.writeHead(200, { "Content-Type": "text/html" }).end("<html><body>It <b>works</b> &amp; is ]]> wrong</body></html>");
        break;
      case 1:
        response.writeHead(500, { "Content-Type": "text/xml" }).end('<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>');
        break;
      default:
        request.socket.destroy();
    }
  });
});
server.listen(0, "127.0.0.1", () => writeFileSync(process.argv[2], `http://127.0.0.1:${server.address().port}/`));
