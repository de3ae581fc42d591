import { forEachDatabase } from '/work/main/test/support/database.ts';
import { execute, insert, select } from '/work/main/db/sql.ts';
import { claim } from '/work/main/activities/mail/outbox.ts';
describe('bench', function () { this.timeout(120000);
 forEachDatabase((kind, d) => { it('claims from a backlog', async () => {
  const db = d.db(); const at='2026-03-02T10:00:00.000Z';
  const heads=[], rows=[];
  for (let i=0;i<2000;i++) heads.push({reference:`C-${i}`,institution:'caen',person:'p',workflow_started_at:null,rev:1,hash:'0'.repeat(64),birth:Buffer.from('x'),snapshot:null,snapshot_rev:0,status:'open',created_at:at,updated_at:at});
  for (let i=0;i<50000;i++) rows.push({id:`C-${i%2000}/${i}/1`,reference:`C-${i%2000}`,seq:i,n:1,channel:'mail',kind:'mail',body:Buffer.alloc(500),status:i%5===0?'pending':'sent',tries:0,claimed_until:null,claimed_by:null,due_at:new Date(Date.parse(at)+i).toISOString(),sent_at:null,last_error:null});
  await insert(db,'heads',heads); await insert(db,'outbox',rows);
  const now='2026-04-02T10:00:00.000Z';
  const t=performance.now(); const busy=[]; for(let i=0;i<50;i++){ await claim(db,'pending',now,['C-1','C-2','C-3']).catch(e=>{console.log(e.parent?.code,e.parent?.errno,e.parent?.sqlMessage);throw e}); await claim(db,'undelivered',now,[]); }
  console.log(kind, ((performance.now()-t)/50).toFixed(1),'ms a claim');
  const sql=`${kind==='sqlite'?'EXPLAIN QUERY PLAN':'EXPLAIN'} SELECT o.id, o.body FROM outbox o  WHERE o.channel = 'mail' AND o.status = ? AND o.due_at <= ? AND (o.claimed_until IS NULL OR o.claimed_until <= ?) AND o.reference NOT IN (?) ORDER BY o.due_at, o.id LIMIT ?`;
  console.log(JSON.stringify(await select(db,sql,['pending',now,now,['a'],5])));
 });});});
