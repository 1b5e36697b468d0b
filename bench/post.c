/*
 * Posts packets and dequeues them again, as bench/post.ts does. Arguments: how many packets, how many at a time.
 * Prints one line of JSON: packets, seconds, and the sum of all byte counts, so that nothing is left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static HANDLE port;
static OVERLAPPED_ENTRY *entries;

static unsigned long long round_trip(long packets, ULONG batch)
{
    unsigned long long sum = 0;
    for (long done = 0; done < packets; done += batch) {
        for (ULONG i = 0; i < batch; i++) PostQueuedCompletionStatus(port, i, 1, NULL);
        for (ULONG got = 0; got < batch;) {
            ULONG removed;
            if (!GetQueuedCompletionStatusEx(port, entries, batch, &removed, INFINITE, FALSE)) exit(1);
            for (ULONG i = 0; i < removed; i++) sum += entries[i].dwNumberOfBytesTransferred;
            got += removed;
        }
    }
    return sum;
}

int main(int count, char **words)
{
    if (count != 3) return 2;
    long packets = atol(words[1]);
    ULONG batch = atol(words[2]);
    LARGE_INTEGER frequency, begun, ended;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    entries = malloc(batch * sizeof *entries);
    if (port == NULL || entries == NULL) return 1;
    round_trip(packets / 10, batch);
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&begun);
    unsigned long long sum = round_trip(packets, batch);
    QueryPerformanceCounter(&ended);
    double seconds = (double)(ended.QuadPart - begun.QuadPart) / frequency.QuadPart;
    printf("{\"packets\":%ld,\"seconds\":%.6f,\"sum\":%llu}\n", packets, seconds, sum);
    return 0;
}
