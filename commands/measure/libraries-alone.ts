import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import { LineCounter, parseDocument } from 'yaml';

// What no synthesis of a file can be quicker than: the YAML library reads it, with its lines, and cdktf writes a stack.
const app = new App({ stackTraces: false });
new TerraformStack(app, 'empty');
const text = readFileSync(process.env.DEPLOYMENT_FILE as string, 'utf8');
parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: false }).toJS();
app.synth();
