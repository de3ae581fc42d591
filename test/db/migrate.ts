import { connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';

/** Started as a process of its own by tests: prints the names of the migrations that ran. */
const db = await connect(process.argv[2] ?? '');
process.stdout.write(JSON.stringify(await migrate(db)));
await db.close();
