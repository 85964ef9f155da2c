import { expect, test } from "vitest";
import { obstacles } from "./reach";

test.each([
  ["https://chat.northbeam.example/api/webhooks/a/b", []],
  ["https://203.0.113.9/hook", []],
  ["http://localhost:3000", ["local"]],
  ["http://127.0.0.1:3000/x", ["local"]],
  ["http://[::1]:3000", ["local"]],
  ["https://desk.localhost", ["local"]],
  ["https://10.1.2.3", ["private"]],
  ["https://172.20.0.4", ["private"]],
  ["https://172.32.0.4", []],
  ["https://192.168.4.4", ["private"]],
  ["https://100.64.0.1", ["private"]],
  ["https://100.128.0.1", []],
  ["https://[fd00::1]", ["private"]],
  ["https://[2001:db8::1]", []],
  ["https://gateway.internal", ["private"]],
  ["https://switchboard", ["private"]],
  ["https://our_desk.example.com", ["underscore"]],
  ["http://our_desk.example.com", ["underscore", "plainHttp"]],
  ["http://desk.example.com/a_b", ["plainHttp"]],
])("%s: %j", (url, found) => {
  expect(obstacles(url)).toEqual(found);
});
