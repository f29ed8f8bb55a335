import { storeContract } from '../contract/store.js';
import { memoryStore } from '../support/memory-store.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';

removeFoldersAfterEach();

storeContract('the memory store', async () => ({ store: memoryStore(), close: async () => undefined }));
storeContract('the store on disk', async () => opened(await emptyFolder()));
