/**
 * Every error has a stable code, a cause and two voices: what the operator's log says, and what the person in Slack
 * reads, with the next step. Values in `{braces}` come from the failure's details; they are hostile text until the
 * place that shows them has escaped them.
 */
interface Voices {
  readonly operator: string;
  readonly user: string;
}

export const ERRORS = {
  // 1xx: what was asked
  PB101: {
    operator: 'unknown verb',
    user: 'I don\'t know "{verb}".{suggestion} Type {command} help to see what I can do.',
  },
  PB102: { operator: 'unknown group', user: 'There is no group "{group}".{suggestion} Your groups: {groups}.' },
  PB103: {
    operator: 'group without computers',
    user: 'The group {group} has no computers. Add some to it in the configuration, then try again.',
  },
  PB104: {
    operator: 'permission refused',
    user: 'You need the {role} role for that. These people have it: {people}.',
  },
  PB105: {
    operator: 'check before any scan',
    user: 'No computer of {group} has been scanned yet, so there is nothing to check. Type {command} scan {group} first.',
  },
  PB106: {
    operator: 'missing argument',
    user: 'I need {what} for that. For example: {example}',
  },
  PB107: { operator: 'unknown task', user: 'There is no task {task}. Type {command} tasks to see the latest.' },
  PB108: {
    operator: 'unknown log',
    user: 'There is no workflow execution log {log}. Type {command} task {task} to see the logs of a task.',
  },
  PB109: {
    operator: 'person refused',
    user: 'I only take orders from full members of this workspace. Ask a member to do it for you.',
  },
  PB111: {
    operator: 'filter not understood: {word}',
    user: 'I do not understand "{word}" in that filter. It can be: {known}.',
  },
  PB112: {
    operator: 'right in doubt: Slack does not say who is in {groups}',
    user: 'Slack does not tell me at the moment who is a member of {groups}, so I cannot let you do that. Try again in a minute, or ask one of these people: {people}.',
  },
  PB113: { operator: 'edit refused: {what}', user: '{what}' },
  PB114: { operator: 'nothing chosen', user: 'Choose at least {what}. Nothing was done.' },
  PB115: { operator: 'click too late for Slack', user: 'That took too long. Click once more.' },
  PB116: {
    operator: 'too much from one person',
    user: 'That was more than I take from one person in a minute. Wait a minute; until then I do not answer.',
  },
  PB117: {
    operator: 'channel read by other organizations',
    user: 'Other organizations read this channel, so I do not work here. Use another channel, or write to me.',
  },
  PB118: {
    operator: 'unknown who reads the conversation',
    user: 'I cannot see whether other organizations read this conversation. Use a channel, or write to me.',
  },
  PB119: { operator: 'nothing changed', user: 'Nothing was changed. Change something, or close the form.' },
  PB120: { operator: 'no reason given', user: 'Say why: others read it. Nothing was done.' },
  PB121: {
    operator: 'not a number from {least} to {most}: {text}',
    user: '"{text}" is no whole number from {least} to {most}. Nothing was changed; open the options again.',
  },
  PB122: {
    operator: 'unknown {what}',
    user: 'There is no {what} "{name}".{suggestion} Type {command} {verb} to see them all.',
  },
  PB123: {
    operator: 'compliance check is gone',
    user: 'That compliance check is no longer there. Type {command} group {group} to see those that are.',
  },
  PB124: { operator: 'nothing to stop', user: 'Nothing of that is running. Type {command} tasks to see the latest.' },
  PB125: {
    operator: 'task {task} waits for nobody',
    user: 'Task {task} does not wait for anybody to continue it. Type {command} task {task} to see how it stands.',
  },
  PB126: {
    operator: 'task {task} is no run',
    user: 'Task {task} is no run, and only a run can be retried. Type {command} tasks to see the latest.',
  },
  PB127: {
    operator: 'task {task} still runs',
    user: 'Task {task} still runs. Retry what failed when it has ended.',
  },
  PB128: {
    operator: 'nothing failed in task {task}',
    user: 'Nothing of task {task} failed. Type {command} status {group} to see what is missing.',
  },
  PB129: {
    operator: 'too many single choices in a review',
    user: 'These are more single choices than I keep. Select by filter instead: filter, select all, then go on with the next filter.',
  },
  PB130: {
    operator: 'unknown profile of credentials',
    user: 'There is no task and no profile of credentials "{profile}".{suggestion} The profiles: {profiles}.',
  },
  PB133: {
    operator: 'nothing to install',
    user: 'No computer of {group} was recommended {patches}, by their last scans and checks. Scan the group if that is not so.',
  },
  PB134: {
    operator: 'nothing to install is approved',
    user: 'Nothing of {patches} can be installed on {group} now: {states}. {next}.',
  },
  PB135: {
    operator: 'nothing is left to install',
    user: 'All that {group} was recommended of {patches} is installed there already. Scan it again to see what is new.',
  },
  PB132: {
    operator: '{computer} is held by task {task}',
    user: '{computer} is at work for task {task}. Wait until that has ended, or type {command} stop {task}; nothing was changed.',
  },
  PB131: {
    operator: 'nothing to uninstall',
    user: 'No computer of {group} has {patches} installed, by their last scans. Scan the group if that is not so.',
  },
  // 2xx: starting
  PB201: { operator: 'configuration invalid: {problems}', user: '{problems}' },
  PB202: {
    operator: 'data folder in use: another Patchbay owns {folder}; stop it first',
    user: 'Another Patchbay owns the data folder {folder}. Stop it first.',
  },
  // 3xx: decisions
  PB301: {
    operator: 'transition not listed: {event} from {from}',
    user: 'That is not possible: the recommendation is {from}. Show the recommendations again to see what is.',
  },
  PB302: {
    operator: 'stale click',
    user: 'This changed since it was shown to you. Here is how it stands now; nothing was done.',
  },
  PB303: { operator: 'second click', user: 'That was decided already: {as}, by {by}. Nothing was done twice.' },
  PB304: { operator: 'unknown request', user: 'I no longer know this card. Type {command} {verb} for a new one.' },
  PB305: {
    operator: 'stored, not carried out yet: {cause}',
    user: 'That is stored, but I could not carry it out yet: {cause} I try again by myself; a run that cannot begin within 15 minutes is dropped.',
  },
  PB306: {
    operator: 'who asked would approve',
    user: 'You asked for this, so somebody else has to approve it. These people can: {people}.',
  },
  PB307: {
    operator: 'one person would approve twice',
    user: 'You have approved this already. It needs a second person.',
  },
  PB308: {
    operator: 'request is over: {as}',
    user: 'This request is over: it is {as}. Nothing was done. Ask for the approval again if it is still wanted.',
  },
  PB310: {
    operator: 'asked already',
    user: 'That is asked already, by {by}. Type {command} approvals to see how it stands.',
  },
  PB309: {
    operator: 'approval without asking refused: four eyes',
    user: 'Here somebody else approves than who asks for it. Type {command} ask {group}: I then ask the approvers.',
  },
  PB311: {
    operator: 'nothing to approve',
    user: 'Nothing waits for approval there. Type {command} recommendations {group} to see how it stands.',
  },
  PB312: {
    operator: 'nobody else may approve',
    user: 'Nobody but you could approve that, and who asks cannot. An administrator has to name another approver in the configuration.',
  },
  PB313: {
    operator: 'withdrawn by somebody else than who asked',
    user: 'Only who asked can withdraw. If you may decide, decline it instead.',
  },
  PB314: {
    operator: 'part of it approved before the whole',
    user: 'Two persons have to approve this. Let one approve the whole request first; the other one may then approve a part.',
  },
  PB315: {
    operator: 'nothing selected',
    user: 'Nothing is selected. Select at least one recommendation, then choose what to do.',
  },
  PB316: {
    operator: 'not possible for what is selected: {states}',
    user: 'That is not possible for what is selected: it is {states}. Select others, or choose something else.',
  },
  PB317: {
    operator: 'no maintenance window to schedule into',
    user: '{name} has no maintenance window, so what is scheduled would never be installed. Type {command} schedule {group} to make one.',
  },
  PB318: {
    operator: 'nothing of the plan can run',
    user: 'No computer of this plan can be patched now; the card says why. Mend that, then plan again: {command} run {group}',
  },
  PB319: {
    operator: 'what failed is not approved again',
    user: 'What failed must be approved again before it runs; the card has the button.',
  },
  PB320: {
    operator: 'nothing to approve again',
    user: 'Nothing of this plan needs another approval. Click Run on the card.',
  },
  PB321: {
    operator: 'nothing of the plan is approved any more',
    user: 'Nothing of the plan is approved any more. Look at the recommendations, then plan again.',
  },
  PB322: {
    operator: 'nothing scheduled',
    user: 'Nothing is scheduled in this group any more. Type {command} schedule {group} to see how it stands.',
  },
  PB323: {
    operator: 'approval by one person alone refused: above {above} computers it takes two',
    user: 'Above {above} computers two persons have to approve. Type {command} ask {group}: I then ask the approvers.',
  },
  // 33x: maintenance windows and freezes
  PB331: {
    operator: 'no cron expression: {expression}',
    user: '"{expression}" is no cron expression. It has five fields: minute, hour, day of the month, month, day of the week; for example 0 22 * * 6.',
  },
  PB332: {
    operator: 'maintenance window closed',
    user: 'The maintenance window of {group} is closed; {opens}. Schedule the recommendations instead: they run when it opens.',
  },
  PB333: {
    operator: 'frozen',
    user: 'Nothing is patched in {group} until {until}: {reason}. An administrator can lift that freeze with {command} freeze.',
  },
  PB334: {
    operator: 'unknown maintenance window',
    user: 'That maintenance window is no longer there. Type {command} schedule {group} to see those that are.',
  },
  PB335: {
    operator: 'unknown freeze',
    user: 'That freeze is over or was lifted. Type {command} freeze to see those that are left.',
  },
  PB336: {
    operator: 'too little of the maintenance window is left',
    user: 'The maintenance window of {group} closes {closes}: too soon for an install and its restart. Schedule the recommendations instead.',
  },
  PB337: {
    operator: 'not running, or too late, while the window was open',
    user: 'I was not running while it was open, or too little of it was left when I was.',
  },
  PB338: {
    operator: 'who scheduled has no right any more: {people}',
    user: 'Who scheduled it is no operator any more ({people}). Have an operator schedule it again.',
  },
  PB339: { operator: 'no computer could be patched: {reasons}', user: 'No computer could be patched: {reasons}.' },
  PB340: { operator: 'frozen: {reason}', user: 'A freeze lay over it: {reason}.' },
  // 4xx: reaching Windows
  PB401: {
    operator: 'no connection to {computer}: {cause}',
    user: '{computer} does not answer. Check that it is on, that its WinRM service runs, and that its port (5985 or 5986) is reachable from me.',
  },
  PB402: {
    operator: 'logon refused by {computer}',
    user: '{computer} refused the user name or password. Correct the credentials in the configuration; I stop here, so that no account is locked.',
  },
  PB403: {
    operator: 'certificate of {computer} not trusted: {cause}',
    user: 'The certificate of {computer} is not one that I trust. Add its authority, or the SHA-256 of its new certificate, to the configuration, or give the computer a certificate of a known authority. What is wrong with it: {cause}.',
  },
  PB404: {
    operator: 'another computer answered for {computer}: {cause}',
    user: 'Another machine answered where {computer} should be, so I did nothing. Find out which one it is. If the computer was reinstalled or replaced, have an administrator say {command} confirm {computer}.',
  },
  PB405: {
    operator: 'unreadable reply from {computer}: {cause}',
    user: '{computer} sent a reply that I cannot read. Look at the log of this target.',
  },
  PB406: {
    operator: 'PowerShell on {computer} is under {mode}',
    user: '{computer} keeps PowerShell under {mode}, where my scripts cannot run. Allow the toolkit folder in App Control, or have its group policy set the execution policy RemoteSigned.',
  },
  PB407: {
    operator: 'access denied on {computer}: {cause}',
    user: '{computer} denied access. Make the account a local administrator there, then try again.',
  },
  PB408: {
    operator: 'WinRM fault from {computer}: {cause}',
    user: '{computer} could not take the command: {cause}. Try again; if it stays so, look at the WinRM service there.',
  },
  PB409: {
    operator: 'toolkit on {computer} is not ours: {cause}',
    user: 'The toolkit folder on {computer} is not as I left it ({cause}). Have an administrator look at it before anything runs there.',
  },
  PB410: {
    operator: 'no way to log on to {computer}: {cause}',
    user: '{computer} offers no way to log on that I may use: {cause}. Allow Negotiate in the settings of its WinRM service.',
  },
  PB411: {
    operator: 'what came from {computer} is not proven to be its own: {cause}',
    user: 'What came from {computer} is not proven to be its own, so I did nothing with it. Find out what stands between it and me before anything runs there.',
  },
  PB412: {
    operator: 'sealed messages refused by {computer}: {cause}',
    user: '{computer} took my logon, but not the sealed message that followed. Use HTTPS (port 5986) for it, or find out what changes messages on the way.',
  },
  PB413: {
    operator: 'quota of WinRM on {computer} reached: {cause}',
    user: '{computer} takes no more from this account at the moment: its {quota} is reached. I try again; if it stays so, end old sessions there or raise that quota.',
  },
  PB414: {
    operator: 'shell or command gone on {computer}: {cause}',
    user: '{computer} ended my session there before I was done, as a restart of its WinRM service does. I try again.',
  },
  PB415: {
    operator: 'remote shells forbidden on {computer}: {cause}',
    user: 'A policy forbids remote shells on {computer}. Have "Allow Remote Shell Access" enabled for it in group policy.',
  },
  PB416: {
    operator: 'message too large for {computer}: {cause}',
    user: 'A message is larger than WinRM on {computer} allows. Set MaxEnvelopeSizekb to 500 there.',
  },
  PB417: {
    operator: 'credentials {profile} stopped: refused by {canary}; no logon on {computer}',
    user: '{canary} refused the account of the profile {profile}, so I log on nowhere with it: wrong passwords lock an account. Correct it in the configuration{next} {command} retry {profile}.',
  },
  PB418: {
    operator: '{computer} refused the credentials {profile}, which were replaced meanwhile',
    user: '{computer} refused the password of the profile {profile}. There is another one by now; I try again.',
  },
  PB419: {
    operator: '{computer} alone refused the credentials {profile}',
    user: '{computer} refuses the account of the profile {profile}, which other computers accept. Make it a local administrator there, then say {command} retry {profile}.',
  },
  PB420: {
    operator: '{computer} has the machine id of {other}',
    user: '{computer} and {other} answer as one and the same machine, so I do nothing on either. Find out which one it is, then have an administrator say {command} confirm {computer}.',
  },
  PB421: {
    operator: '{computer} was imported and is not confirmed',
    user: '{computer} was imported and nobody has confirmed it yet, so I do not log on there. Have an administrator say {command} confirm {computer}.',
  },
  PB422: {
    operator: '{computer} may be out of service: its script after the run did not end well',
    user: 'The script after the run did not end well on {computer}, so it may be out of service; others of its restart sets, if any, wait. Put it back into service, then say {command} confirm {computer}; owners and administrators may.',
  },
  // 5xx: jobs
  PB501: {
    operator: 'job {key} on {computer} broke: {cause}',
    user: 'The job on {computer} ended with an error: {cause}. Look at its log.',
  },
  PB502: {
    operator: 'result of {script} on {computer} does not fit its schema: {cause}',
    user: '{computer} gave a result that I cannot use. Nothing was decided from it; look at its log.',
  },
  PB503: {
    operator: 'job on {computer} interrupted twice',
    user: 'The job on {computer} was interrupted twice. Look at the computer before you try again.',
  },
  PB504: {
    operator: 'job on {computer} not answered for within its limit',
    user: 'I lost sight of the job on {computer}, so I do not know what it did. Scan the computer when it is back.',
  },
  PB505: {
    operator: 'key {key} known on {computer} with another content',
    user: 'The job on {computer} is not the one that I sent. Nothing more is done there; look at the log.',
  },
  PB506: {
    operator: '{computer} did not come back from its restart',
    user: '{computer} did not come back within {minutes} minutes of its restart. Have somebody look at it.',
  },
  PB507: {
    operator: '{failed} of {planned} updates failed on {computer}',
    user: '{failed} of {planned} patches failed: {cause}. {nextStep}',
  },
  PB508: {
    operator: 'scan of {computer} incomplete',
    user: 'The scan of {computer} ended with errors, so I believe nothing of it. Scan it again.',
  },
  PB510: {
    operator: '{left} of {planned} updates not started on {computer}: {cause}',
    user: '{left} of {planned} patches were not started: {cause}. They are approved as before; run them again.',
  },
  // 51x: why a computer is not patched
  PB511: {
    operator: 'no usable scan',
    user: 'has no complete scan younger than {hours} hours; scan it first',
  },
  PB512: {
    operator: 'installs by its own policy',
    user: 'installs updates by its own policy ({policy}); change the policy first',
  },
  PB513: {
    operator: 'asks another WSUS',
    user: 'asks another update server ({server}), not ours; correct its policy first',
  },
  PB514: { operator: 'restart pending', user: 'waits for a restart; restart it first' },
  PB515: { operator: 'held by a task', user: 'is busy with task {task}' },
  PB516: { operator: 'nothing approved', user: 'has no approved recommendation; scan it, then approve what it needs' },
  PB524: {
    operator: '{opened} recommendations wait for approval',
    user: 'has nothing approved; {opened} of its recommendations wait for approval, so approve them first',
  },
  PB517: {
    operator: 'approval not active',
    user: 'has a patch whose approval on WSUS is not active: {title}; wait until WSUS has its files, or approve it there',
  },
  PB518: {
    operator: 'managed by ConfigMgr or Update for Business',
    user: 'is managed by {manager} as well; take it out of there first',
  },
  PB520: {
    operator: 'servicing busy',
    user: 'is still completing earlier updates; wait until Windows has finished',
  },
  PB519: {
    operator: 'disk too full',
    user: 'has only {freeMb} MB free on its system drive; {needMb} MB are needed; free some space first',
  },
  PB521: {
    operator: '{failed} of {planned} downloads failed on {computer}',
    user: '{failed} of {planned} patches could not be downloaded on {computer}: {cause}. {nextStep}',
  },
  PB522: {
    operator: '{left} of {planned} updates not downloaded on {computer}: {cause}',
    user: '{left} of {planned} patches were not downloaded on {computer}: {cause}. They are approved as before; run them again.',
  },
  PB523: {
    operator: 'WSUS read too long ago',
    user: 'would be patched by what WSUS said more than {hours} hours ago; sync first, then run it again',
  },
  PB525: {
    operator: 'task interrupted by a restore on {computer}',
    user: 'A backup was restored while {computer} was at work, so I do not know what was done there. Scan it first, then approve again what it still needs.',
  },
  PB526: {
    operator: 'only updates whose installers ask a person',
    user: 'needs only patches whose installers ask a person ({title}); install them at the computer',
  },
  PB527: {
    operator: 'BitLocker asks for a PIN or key at each start',
    user: 'is asked by BitLocker for a PIN or a key at each start, so it would not come back from a restart by itself; suspend its protectors for one restart, or run it without restarts',
  },
  PB528: {
    operator: 'script {phase} failed on {computer}: {cause}',
    user: 'The script {phase} failed on {computer}: {cause}. {nextStep}',
  },
  PB529: {
    operator: '{computer} did not restart, though it was planned {times} times',
    user: '{computer} was to restart {times} times and did not: somebody or something cancels it. Restart it by hand, then scan it.',
  },
  PB530: {
    operator: '{computer} asks for one restart after another',
    user: '{computer} restarted {times} times and asks for a restart again. Nothing more is done there; look at CBS.log on it.',
  },
  PB531: {
    operator: '{updates} updates of this run are needed again on {computer}',
    user: 'What this run had installed is needed again: {title}. That goes round in circles, so nothing more is done; look at CBS.log on {computer}.',
  },
  PB532: {
    operator: 'not installed',
    user: 'does not have it installed, by its last scan; scan it again if that is not so',
  },
  PB533: {
    operator: 'cannot be uninstalled',
    user: 'has a patch that WSUS says cannot be uninstalled: {title}; remove it at the computer (wusa or DISM)',
  },
  PB534: {
    operator: '{failed} of {planned} updates not uninstalled on {computer}',
    user: '{failed} of {planned} patches were not uninstalled: {cause}. {nextStep}',
  },
  PB535: {
    operator: '{left} of {planned} updates refused on {computer}: {cause}',
    user: '{left} of {planned} patches were left out: {cause}. They are approved as before.',
  },
  PB536: {
    operator: '{left} of {planned} updates kept back on {computer}: {cause}',
    user: '{left} of {planned} patches were kept back ({cause}). {nextStep} They are approved as before.',
  },
  PB537: {
    operator: 'job {key} on {computer} broke: {cause}',
    user: 'The job on {computer} ended with an error: {cause}. {nextStep}',
  },
  PB538: {
    operator: 'approved to be uninstalled',
    user: 'has a patch that WSUS is told to uninstall there: {title}; approve it on WSUS to be installed, or check the group again, which closes it',
  },
  PB539: {
    operator: '{state} on WSUS',
    user: 'has a patch that is {state} on WSUS: {title}; check the group again, which closes it',
  },
  // 6xx: WSUS
  PB602: {
    operator: 'WSUS already synchronizing',
    user: 'WSUS is synchronizing already{task}. Wait until it has ended.',
  },
  PB603: {
    operator: 'WSUS never read',
    user: 'I have not read WSUS yet. Type {command} sync first.',
  },
  PB604: {
    operator: 'WSUS refused: {cause}',
    user: 'WSUS refused that: {cause}. Look at WSUS and its log, then try again.',
  },
  PB605: {
    operator: 'WSUS group unknown: {group}',
    user: 'WSUS has no computer group "{group}". Its groups: {groups}.',
  },
  PB606: {
    operator: 'WSUS read too long ago',
    user: 'I read WSUS {hours} hours ago, which is too long to decide by. Type {command} sync first.',
  },
  PB607: {
    operator: 'no patch waits on WSUS',
    user: 'No patch waits for approval on WSUS. Type {command} sync to look for new ones.',
  },
  PB608: {
    operator: 'no patch matches {filter}',
    user: 'No patch matches {filter}. Type {command} updates status:all to see all that WSUS has.',
  },
  PB609: {
    operator: 'WSUS is a replica',
    user: 'This WSUS is a replica of another one: approve patches on its upstream server.',
  },
  PB610: {
    operator: 'deadline in the past',
    user: 'That deadline has passed already. Choose a later one, or none.',
  },
  PB611: {
    operator: 'WSUS not read after it was changed: {cause}',
    user: '{done}, but WSUS could not be read again: {cause} What I show of it is as before; sync to read it.',
  },
  PB612: {
    operator: 'WSUS uninstalls no such patch: {patch}',
    user: 'WSUS cannot uninstall {patch}: its maker did not provide for that. Leave it out, or take it off by hand where it harms.',
  },
  // 7xx: Slack
  PB701: {
    operator: 'Slack refused {method}: {cause}',
    user: 'Slack refused a message of mine ({cause}). Try again; my log has more for an administrator.',
  },
  PB702: {
    operator: 'closed channel {channel}',
    user: 'I am not a member of that channel, or other organizations read it, so I write to you here. Invite me there, or use a channel of your own, to see this in the channel.',
  },
  // 8xx: storage
  PB801: {
    operator: 'document {name} exists',
    user: 'That exists already. Look at what is there, or choose another name.',
  },
  PB802: {
    operator: 'document {name} changed meanwhile',
    user: 'Somebody changed this at the same moment. Try again.',
  },
  PB803: {
    operator: 'document {name} unreadable, set aside as {aside}: {cause}',
    user: 'A file of mine was damaged ({name}). I set it aside; an administrator must look at it before I go on with it.',
  },
  PB804: {
    operator: 'cannot write {name}: {cause}',
    user: 'I cannot store anything at the moment ({cause}), so nothing was decided. An administrator must make room.',
  },
  PB805: {
    operator: 'data of a newer version ({found}) than this program ({known})',
    user: 'My data were written by a newer Patchbay. An administrator has to start that one.',
  },
  PB806: {
    operator: 'audit log broken at line {line}: {cause}',
    user: 'The audit log was changed at line {line}. An administrator must look at it.',
  },
  PB807: {
    operator: 'backup not usable: {cause}',
    user: 'That backup cannot be used: {cause}. Take another one.',
  },
  PB808: {
    operator: 'cannot restore: {cause}',
    user: 'Nothing was restored: {cause}.',
  },
  PB899: {
    operator: 'unexpected: {cause}',
    user: 'Something went wrong on my side. Nothing was decided; the log has the details.',
  },
} as const satisfies Record<string, Voices>;

export type ErrorCode = keyof typeof ERRORS;
export type Details = Readonly<Record<string, string | number>>;

/** A failure as it is stored: a code and the values of its sentences. */
export interface PatchbayFailure {
  readonly code: ErrorCode;
  readonly details: Details;
}

/** An error with a code. `details` fill the sentences; they never hold a secret. */
export class PatchbayError extends Error {
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, details: Details = {}, options?: ErrorOptions) {
    super(`${code} ${fill(ERRORS[code].operator, details)}`, options);
    this.name = 'PatchbayError';
    this.code = code;
    this.details = details;
  }

  get failure(): PatchbayFailure {
    return { code: this.code, details: this.details };
  }
}

/** What the person reads: plain text, not yet escaped for Slack. */
export function userText(failure: PatchbayFailure): string {
  return fill(ERRORS[failure.code].user, failure.details);
}

/** What the log says. */
export function operatorText(failure: PatchbayFailure): string {
  return fill(ERRORS[failure.code].operator, failure.details);
}

/** Any thrown value as a failure: a known one as it is, another one as PB899 with its message. */
export function asFailure(thrown: unknown): PatchbayFailure {
  if (thrown instanceof PatchbayError) return thrown.failure;
  return { code: 'PB899', details: { cause: thrown instanceof Error ? thrown.message : String(thrown) } };
}

function fill(sentence: string, details: Details): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
}
