/**
 * What scripts may use of .NET, of COM and of WSUS's own library: all of it is there in .NET Framework 4.5 to 4.8, by
 * Microsoft's .NET API browser, or on every Windows that the agent and WSUS run on. Names are without `System.`, as
 * PowerShell allows them. A number is the most arguments that a call may have: newer .NET adds overloads.
 */

/** Types that are named only: PowerShell's own names, enumerations, those that are made by `New-Object`. */
export const TYPES: readonly string[] = [
  // PowerShell's own.
  ...['bool', 'byte', 'char', 'decimal', 'hashtable', 'int', 'long', 'ordered', 'pscustomobject', 'ref', 'regex'],
  ...['scriptblock', 'string', 'switch', 'uint32', 'uint64', 'Parameter', 'ValidateSet', 'NullString'],
  // mscorlib and System.
  ...['BitConverter', 'Console', 'Convert', 'DateTime', 'DateTimeKind', 'Environment', 'Exception', 'Guid', 'Math'],
  ...['InvalidOperationException', 'TimeSpan', 'Version'],
  ...['Collections.ArrayList', 'Collections.IDictionary', 'Collections.IEnumerable', 'Collections.Stack'],
  ...['Diagnostics.Process', 'Diagnostics.ProcessStartInfo', 'Diagnostics.Stopwatch'],
  ...['Globalization.CultureInfo', 'Globalization.DateTimeStyles'],
  ...['IO.Directory', 'IO.File', 'IO.FileAccess', 'IO.FileAttributes', 'IO.FileMode', 'IO.FileShare', 'IO.FileStream'],
  ...['IO.MemoryStream', 'IO.Path', 'IO.StreamReader'],
  ...['Net.SecurityProtocolType', 'Net.ServicePointManager', 'Net.WebException', 'Net.WebRequest'],
  ...['Security.AccessControl.DirectorySecurity', 'Security.Cryptography.SHA256CryptoServiceProvider'],
  ...['Text.Encoding', 'Text.RegularExpressions.MatchEvaluator', 'Text.StringBuilder', 'Text.UTF8Encoding'],
  'Threading.Tasks.Task',
  // WSUS's.
  'Microsoft.UpdateServices.Administration.UpdateRevisionId',
  'Microsoft.UpdateServices.Administration.UpdateScope',
];

/** Static members; a number where it is a call. */
export const STATICS: Readonly<Record<string, number | 'value'>> = {
  'BitConverter::ToString': 1,
  'Console::Out': 'value',
  'Convert::FromBase64String': 1,
  'Convert::ToInt64': 2,
  'DateTime::Parse': 3,
  'DateTime::SpecifyKind': 2,
  'DateTime::UtcNow': 'value',
  'DateTimeKind::Unspecified': 'value',
  'DateTimeKind::Utc': 'value',
  'Diagnostics.Process::Start': 1,
  'Diagnostics.Stopwatch::StartNew': 0,
  'Environment::GetFolderPath': 1,
  'Globalization.CultureInfo::InvariantCulture': 'value',
  'Globalization.DateTimeStyles::AdjustToUniversal': 'value',
  'Globalization.DateTimeStyles::AssumeUniversal': 'value',
  'IO.Directory::CreateDirectory': 2,
  'IO.Directory::Move': 2,
  'IO.File::Delete': 1,
  'IO.File::Exists': 1,
  'IO.File::Move': 2,
  'IO.File::ReadAllBytes': 1,
  'IO.File::Replace': 3,
  'IO.File::WriteAllBytes': 2,
  'IO.FileAccess::Read': 'value',
  'IO.FileAccess::ReadWrite': 'value',
  'IO.FileAccess::Write': 'value',
  'IO.FileAttributes::Directory': 'value',
  'IO.FileAttributes::ReparsePoint': 'value',
  'IO.FileMode::Create': 'value',
  'IO.FileMode::CreateNew': 'value',
  'IO.FileMode::Open': 'value',
  'IO.FileMode::OpenOrCreate': 'value',
  'IO.FileShare::Delete': 'value',
  'IO.FileShare::None': 'value',
  'IO.FileShare::ReadWrite': 'value',
  'IO.Path::GetExtension': 1,
  'Math::Max': 2,
  'Math::Min': 2,
  'Net.SecurityProtocolType::Tls12': 'value',
  'Net.ServicePointManager::SecurityProtocol': 'value',
  'Net.WebRequest::Create': 1,
  'NullString::Value': 'value',
  'regex::Match': 2,
  'regex::Matches': 2,
  'regex::Replace': 3,
  'string::IsNullOrEmpty': 1,
  'Text.Encoding::ASCII': 'value',
  'Text.Encoding::UTF8': 'value',
  'Threading.Tasks.Task::WaitAny': 2,
};

/** Calls on an object whose type cannot be seen here: of strings, streams, collections, processes. */
const NET_METHODS: Readonly<Record<string, number>> = {
  ...{
    Add: 2,
    AddDays: 1,
    AddMinutes: 1,
    AddSeconds: 1,
    AddTicks: 1,
    Append: 3,
    Close: 0,
    ComputeHash: 1,
    Contains: 1,
  },
  ...{ ContainsKey: 1, Dispose: 0, Flush: 1, GetBytes: 1, GetResponse: 0, GetType: 0, Kill: 0, Pop: 0, Push: 1 },
  ...{ ReadAsync: 3, ReadToEnd: 0, Remove: 2, Replace: 2, Restart: 0, SetSecurityDescriptorSddlForm: 2, Split: 1 },
  ...{ StartsWith: 1, Substring: 2, ToArray: 0, ToLowerInvariant: 0, ToString: 2, ToUniversalTime: 0 },
  ...{ ToUpperInvariant: 0, Trim: 0, TrimEnd: 1, WaitForExit: 1, Write: 3 },
};

/** Of the update agent (wuapi.idl) and of the Task Scheduler (taskschd.idl). */
const COM_METHODS: Readonly<Record<string, number>> = {
  ...{ AcceptEula: 0, Commit: 1, CreateUpdateDownloader: 0, CreateUpdateInstaller: 0, CreateUpdateSearcher: 0 },
  ...{ DetectNow: 0, Download: 0, GetTotalHistoryCount: 0, GetUpdateResult: 1, Install: 0, Item: 1 },
  ...{
    QueryHistory: 2,
    Search: 1,
    Uninstall: 0,
    Connect: 0,
    Create: 1,
    DeleteTask: 2,
    GetFolder: 1,
    GetTask: 1,
    GetTasks: 1,
  },
  ...{ NewTask: 1, RegisterTaskDefinition: 7, RunEx: 4 },
};

/** Of Microsoft.UpdateServices.Administration. */
const WSUS_METHODS: Readonly<Record<string, number>> = {
  ...{ AcceptLicenseAgreement: 0, Approve: 3, Decline: 0, GetComputerTargetCount: 1, GetComputerTargetGroup: 1 },
  ...{ GetComputerTargetGroups: 0, GetComputerTargets: 1, GetConfiguration: 0, GetLastSynchronizationInfo: 0 },
  ...{ GetParentTargetGroup: 0, GetStatus: 0, GetSubscription: 0, GetSynchronizationProgress: 0 },
  ...{ GetSynchronizationStatus: 0, GetUpdate: 1, GetUpdateApprovals: 0, GetUpdateClassifications: 0 },
  ...{ GetUpdateCount: 1, GetUpdates: 1, StartSynchronization: 0 },
};

export const METHODS: Readonly<Record<string, number>> = { ...NET_METHODS, ...COM_METHODS, ...WSUS_METHODS };

/** Properties of objects whose type cannot be seen here. Fields of ours are told apart by where they are written. */
export const PROPERTIES: readonly string[] = [
  // .NET's.
  ...['AllowAutoRedirect', 'Arguments', 'Attributes', 'Count', 'CreateNoWindow', 'Data', 'Elapsed', 'ExitCode'],
  ...['FullName', 'Groups', 'HResult', 'HasExited', 'Id', 'InnerException', 'IsCompleted', 'Keys', 'Kind'],
  ...['LastWriteTimeUtc', 'Length', 'Message', 'Name', 'Proxy', 'RedirectStandardError', 'RedirectStandardInput'],
  ...['RedirectStandardOutput', 'Response', 'Result', 'StandardError', 'StandardInput', 'StandardOutput', 'Status'],
  ...['StatusCode', 'Success', 'Ticks', 'Timeout', 'TotalMinutes', 'TotalSeconds', 'UseShellExecute', 'Value'],
  ...['WorkingDirectory', 'Year'],
  // PowerShell's: error records, $ExecutionContext, $PSVersionTable, rights, registry, BitLocker.
  ...['Exception', 'LanguageMode', 'PSVersion', 'Sddl', 'SessionState', 'MachineGuid'],
  ...['KeyProtector', 'KeyProtectorType', 'ProtectionStatus'],
  // CIM's: Win32_OperatingSystem, Win32_LogicalDisk, Win32_ComputerSystem.
  ...['Caption', 'Domain', 'FreeSpace', 'LastBootUpTime', 'Version'],
  // The update agent's.
  ...['AllowSourcePrompts', 'CategoryID', 'ClientApplicationID', 'Date', 'EulaAccepted', 'ForceQuiet', 'Identity'],
  ...['IsBusy', 'IsDownloaded', 'KBArticleIDs', 'Online', 'Operation', 'RebootRequired'],
  ...['RebootRequiredBeforeInstallation', 'ResultCode', 'Results', 'RevisionNumber', 'ServerSelection', 'Title'],
  ...['UpdateID', 'Updates'],
  // The Task Scheduler's.
  ...['Actions', 'AllowDemandStart', 'Description', 'DisallowStartIfOnBatteries', 'Enabled', 'ExecutionTimeLimit'],
  ...['LogonType', 'MultipleInstances', 'Path', 'Principal', 'Priority', 'RegistrationInfo', 'RunLevel', 'Settings'],
  ...['StartWhenAvailable', 'State', 'StopIfGoingOnBatteries', 'UserId'],
  // WSUS's.
  ...['Action', 'ApprovedStates', 'ArrivalDate', 'ComputerTargetGroupId', 'ComputerTargetGroupIds', 'Deadline'],
  ...['EndTime', 'FromArrivalDate', 'FullDomainName', 'HasEarlierRevision', 'IsApproved', 'IsDeclined'],
  ...['IsSuperseded', 'KnowledgebaseArticles', 'LastReportedStatusTime', 'MsrcSeverity', 'Phase', 'PreferredCulture'],
  ...['ProcessedItems', 'ProductTitles', 'PublicationState', 'RequiresLicenseAgreementAcceptance', 'StartTime'],
  ...['ToArrivalDate', 'TotalItems', 'UpdateClassificationTitle', 'UpdateId', 'UpdatesNeedingFilesCount'],
];
