import Link from '@docusaurus/Link';
import { Machine as Bare, type MachineProps } from '@site/src/components/Machine/Machine.tsx';
import type { ReactNode } from 'react';

/** A machine whose facts are linked. The pages that have one import it. */
export const Machine = (props: MachineProps): ReactNode => <Bare {...props} link={Link} />;
