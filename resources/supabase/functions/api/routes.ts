import { catalogVersion } from "../_shared/catalog.ts";
import { type Answer, jsonBody, type Method } from "../_shared/http.ts";
import type { JsonObject } from "../_shared/json.ts";
import { asService, rpc, type SqlArguments, type SqlFunction } from "../_shared/rpc.ts";
import { idOf, levelOf, objectiveChange, taskChange, taskChanges } from "./changes.ts";
import { progressOf } from "./progress.ts";
import { authenticated, demand, type Permission, type Token } from "./token.ts";

const MAX_BODY_BYTES = 16 * 1024;
const VERSION = "2";

type Work = (request: Request, segment: string) => Promise<Answer>;

interface Route {
  readonly path: RegExp;
  readonly method: Method;
  readonly work: Work;
}

const ROUTES: readonly Route[] = [
  { path: /^\/health$/, method: "GET", work: health },
  { path: /^\/token$/, method: "GET", work: describeToken },
  { path: /^\/progress$/, method: "GET", work: ownProgress },
  { path: /^\/team\/progress$/, method: "GET", work: teamProgress },
  { path: /^\/progress\/level\/([^/]+)$/, method: "POST", work: setLevel },
  { path: /^\/progress\/tasks$/, method: "POST", work: setTasks },
  { path: /^\/progress\/task\/([^/]+)$/, method: "POST", work: setTask },
  { path: /^\/progress\/task\/objective\/([^/]+)$/, method: "POST", work: setObjective },
];

/** The route of a path below `/api`, with the id or number in it; null when there is none. */
export function routeOf(path: string): { route: Route; segment: string } | null {
  for (const route of ROUTES) {
    const [whole, segment = ""] = route.path.exec(path) ?? [];
    if (whole !== undefined) return { route, segment };
  }
  return null;
}

function health(): Promise<Answer> {
  return Promise.resolve(good({ data: { status: "healthy", version: VERSION, catalog: catalogVersion } }));
}

/** RatScanner goes on with the token given back here, and TarkovMonitor refuses another one than its own. */
async function describeToken(request: Request): Promise<Answer> {
  const { presented, permissions, gameMode, known } = await authenticated(request);
  return good({
    token: presented,
    permissions,
    owner: known["userId"],
    note: known["note"],
    calls: known["usageCount"],
    gameMode,
  });
}

async function ownProgress(request: Request): Promise<Answer> {
  const read = await called(request, "GP", "api_read", (p_token) => ({ p_token }));
  const member = read.result["member"] as JsonObject;
  return good({
    data: progressOf(member, read.token.gameMode),
    meta: { self: read.result["self"], gameMode: read.token.gameMode, rev: member["rev"] },
  });
}

async function teamProgress(request: Request): Promise<Answer> {
  const read = await called(request, "TP", "api_team_read", (p_token) => ({ p_token }));
  const members = read.result["members"] as readonly JsonObject[];
  return good({
    data: members.map((member) => progressOf(member, read.token.gameMode)),
    meta: { self: read.result["self"], hiddenTeammates: [] },
  });
}

async function setLevel(request: Request, segment: string): Promise<Answer> {
  const level = levelOf(segment);
  await called(request, "WP", "api_write", (p_token) => ({ p_token, p_changes: { level } }));
  return good({ data: { level, message: "The level is set." } });
}

async function setTask(request: Request, segment: string): Promise<Answer> {
  const taskId = idOf(segment);
  let state = "";
  await called(request, "WP", "api_write", async (p_token) => {
    const change = taskChange(taskId, await jsonBody(request, MAX_BODY_BYTES));
    state = change.state;
    return { p_token, p_changes: { tasks: [change] } };
  });
  return good({ data: { taskId, state, message: "The task is set." } });
}

async function setTasks(request: Request): Promise<Answer> {
  const { result } = await called(request, "WP", "api_write", async (p_token) => ({
    p_token,
    p_changes: { tasks: taskChanges(await jsonBody(request, MAX_BODY_BYTES)) },
  }));
  const { updatedTasks, unknownTasks } = result;
  return good({ data: { updatedTasks, unknownTasks, message: "The tasks are set." } });
}

async function setObjective(request: Request, segment: string): Promise<Answer> {
  const objectiveId = idOf(segment);
  let set = {};
  await called(request, "WP", "api_write", async (p_token) => {
    const { id, ...change } = objectiveChange(objectiveId, await jsonBody(request, MAX_BODY_BYTES));
    set = change;
    return { p_token, p_changes: { objective: { id, ...change } } };
  });
  return good({ data: { objectiveId, ...set, message: "The objective is set." } });
}

/** Token, permission, then the body, then the one SQL function of the route. */
async function called<N extends SqlFunction>(
  request: Request,
  permission: Permission,
  sql: N,
  args: (p_token: string) => SqlArguments<N> | Promise<SqlArguments<N>>,
): Promise<{ token: Token; result: JsonObject }> {
  const token = await authenticated(request);
  demand(token, permission);
  return { token, result: await rpc(asService(), sql, await args(token.tokenId)) };
}

function good(body: Record<string, unknown>): Answer {
  return { status: 200, body: { success: true, ...body } };
}
