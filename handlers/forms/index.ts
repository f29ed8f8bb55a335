import { automaticForm, checkForm, copyForm, deleteCheckForm, modelForm } from './checks.js';
import { renameForm, retireForm } from './computers.js';
import type { Form } from './form.js';
import { freezeForm, liftFreezeForm } from './freezes.js';
import { deleteGroupForm, groupForm, noticesForm } from './group.js';
import { confirmImportedForm, importFileForm, importForm } from './importing.js';
import { membersForm, newGroupForm } from './members.js';
import { deletePatchGroupForm, denyForm, liftForm, patchGroupForm } from './patches.js';
import { deleteStackForm, stackForm } from './stacks.js';
import { removeWindowForm, scansForm, unscheduleForm, windowForm } from './windows.js';

/** All forms by the name that their buttons say. */
export const FORM_TABLE: ReadonlyMap<string, Form> = new Map([
  ['group-new', newGroupForm],
  ['group', groupForm],
  ['group-members', membersForm],
  ['group-notices', noticesForm],
  ['group-delete', deleteGroupForm],
  ['check', checkForm],
  ['check-copy', copyForm],
  ['check-model', modelForm],
  ['check-automatic', automaticForm],
  ['check-delete', deleteCheckForm],
  ['patches', patchGroupForm],
  ['patches-delete', deletePatchGroupForm],
  ['stack', stackForm],
  ['stack-delete', deleteStackForm],
  ['deny', denyForm],
  ['lift', liftForm],
  ['window', windowForm],
  ['window-remove', removeWindowForm],
  ['scans', scansForm],
  ['unschedule', unscheduleForm],
  ['freeze', freezeForm],
  ['freeze-lift', liftFreezeForm],
  ['import', importForm],
  ['import-csv', importFileForm],
  ['confirm-imported', confirmImportedForm],
  ['rename', renameForm],
  ['retire', retireForm],
]);
