// Ends with 0 when this is the machine that IOCP_EXPECT names, such as `win32 arm64 24`: a Node for x64 would run on
// an ARM machine too, and prove nothing about it. Runs before anything is installed.

const { platform, arch, versions } = process;
const expected = process.env.IOCP_EXPECT ?? '';
const here = `${platform} ${arch} ${versions.node.split('.')[0]}`;

process.stdout.write(`This is Node ${versions.node} for ${platform} ${arch}.\n`);
if (!/^\S+ \S+ \d+$/.test(expected)) {
  process.stderr.write(
    `IOCP_EXPECT is "${expected}"; it has to name platform, architecture and major version of Node, such as "${here}".\n`,
  );
  process.exitCode = 2;
} else if (expected !== here) {
  process.stderr.write(`Expected was "${expected}", and this is "${here}".\n`);
  process.exitCode = 1;
}
