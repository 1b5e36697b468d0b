/*
 * Posts packets and dequeues them again, as bench/post.ts does. Arguments: how many packets before the clock is
 * started and how many after, then how many at a time, once or several times. Prints a line of JSON for each: packets, seconds, the sum of all byte counts, so that nothing
 * is left out, and how many calls of Windows it took, those before the clock was started among them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static HANDLE port;
static OVERLAPPED_ENTRY *entries;
static long posts, dequeues;

static unsigned long long round_trip(long packets, ULONG batch)
{
    unsigned long long sum = 0;
    for (long done = 0; done < packets; done += batch) {
        for (ULONG i = 0; i < batch; i++) {
            posts++;
            PostQueuedCompletionStatus(port, i, 1, NULL);
        }
        for (ULONG got = 0; got < batch;) {
            ULONG removed;
            dequeues++;
            if (!GetQueuedCompletionStatusEx(port, entries, batch, &removed, INFINITE, FALSE)) exit(1);
            for (ULONG i = 0; i < removed; i++) sum += entries[i].dwNumberOfBytesTransferred;
            got += removed;
        }
    }
    return sum;
}

int main(int count, char **words)
{
    LARGE_INTEGER frequency, begun, ended;
    if (count < 4) return 2;
    long warm = atol(words[1]), packets = atol(words[2]);
    QueryPerformanceFrequency(&frequency);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (port == NULL) return 1;
    for (int word = 3; word < count; word++) {
        ULONG batch = atol(words[word]);
        entries = malloc(batch * sizeof *entries);
        if (entries == NULL) return 1;
        round_trip(warm, batch);
        QueryPerformanceCounter(&begun);
        unsigned long long sum = round_trip(packets, batch);
        QueryPerformanceCounter(&ended);
        double seconds = (double)(ended.QuadPart - begun.QuadPart) / frequency.QuadPart;
        printf("{\"packets\":%ld,\"seconds\":%.6f,\"sum\":%llu,\"calls\":{\"PostQueuedCompletionStatus\":%ld,\"GetQueuedCompletionStatusEx\":%ld}}\n",
               packets, seconds, sum, posts, dequeues);
        free(entries);
    }
    return 0;
}
