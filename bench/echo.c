/*
 * An echo server on one completion port and one thread, as bench/echo.ts is. Argument: how many bytes it sends back; it
 * ends when that is done and nobody is connected. Prints the TCP port that it listens at and, at the end, how many calls
 * of Windows the echoes took, without those that accept and close connections, and how many bytes went back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <winsock2.h>
#include <windows.h>

typedef struct {
    OVERLAPPED overlapped;
    SOCKET socket;
    int sending;
    WSABUF buffer;
    char data[4096];
} Connection;

static HANDLE port;
static SOCKET listener;
static volatile LONG open_now;
static LONG receives, sends, dequeues, errors;

static void start(Connection *connection, int sending, ULONG length)
{
    DWORD flags = 0;
    int result;
    memset(&connection->overlapped, 0, sizeof connection->overlapped);
    connection->sending = sending;
    connection->buffer.len = length;
    connection->buffer.buf = connection->data;
    InterlockedIncrement(sending ? &sends : &receives);
    if (sending)
        result = WSASend(connection->socket, &connection->buffer, 1, NULL, 0, &connection->overlapped, NULL);
    else
        result = WSARecv(connection->socket, &connection->buffer, 1, NULL, &flags, &connection->overlapped, NULL);
    if (result == 0) return;
    InterlockedIncrement(&errors);
    if (WSAGetLastError() == WSA_IO_PENDING) return;
    /* It did not start, so no packet comes: the loop is to close it all the same. */
    connection->overlapped.Internal = 0xC0000001;
    PostQueuedCompletionStatus(port, 0, 0, &connection->overlapped);
}

static DWORD WINAPI accept_all(void *unused)
{
    (void)unused;
    for (;;) {
        Connection *connection = calloc(1, sizeof *connection);
        int at_once = 1;
        connection->socket = accept(listener, NULL, NULL);
        if (connection->socket == INVALID_SOCKET) return 1;
        InterlockedIncrement(&open_now);
        setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, (char *)&at_once, sizeof at_once);
        CreateIoCompletionPort((HANDLE)connection->socket, port, 1, 0);
        start(connection, 0, sizeof connection->data);
    }
}

int main(int count, char **words)
{
    WSADATA data;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int length = sizeof address;
    long long wanted, echoed = 0;
    OVERLAPPED_ENTRY entries[64];
    if (count != 2 || WSAStartup(0x0202, &data) != 0) return 2;
    wanted = atoll(words[1]);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, SOMAXCONN) != 0) return 1;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("{\"port\":%d}\n", ntohs(address.sin_port));
    fflush(stdout);
    CreateThread(NULL, 0, accept_all, NULL, 0, NULL);
    while (echoed < wanted || open_now > 0) {
        ULONG removed;
        dequeues++;
        if (!GetQueuedCompletionStatusEx(port, entries, 64, &removed, INFINITE, FALSE)) return 1;
        for (ULONG i = 0; i < removed; i++) {
            Connection *connection = (Connection *)entries[i].lpOverlapped;
            DWORD bytes = entries[i].dwNumberOfBytesTransferred;
            if ((LONG)connection->overlapped.Internal < 0 || bytes == 0) {
                closesocket(connection->socket);
                free(connection);
                InterlockedDecrement(&open_now);
            } else if (connection->sending) {
                echoed += bytes;
                start(connection, 0, sizeof connection->data);
            }
            else start(connection, 1, bytes);
        }
    }
    printf("{\"echoed\":%lld,\"calls\":{\"WSARecv\":%ld,\"WSASend\":%ld,\"GetQueuedCompletionStatusEx\":%ld,\"WSAGetLastError\":%ld}}\n",
           echoed, receives, sends, dequeues, errors);
    return 0;
}
